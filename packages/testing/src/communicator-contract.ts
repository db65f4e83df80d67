import { communicatorCommandContract } from "./communicator-commands.js";
import { communicatorDirectoryContract } from "./communicator-directories.js";
import { communicatorFileContract, type FileLimits } from "./communicator-files.js";
import type { ContractMachine } from "./contract-machine.js";

/** What holds for every communicator: declare it with a machine that is opened afresh for each test. */
export function communicatorContract(open: () => Promise<ContractMachine>, limits?: FileLimits): void {
  communicatorCommandContract(open);
  communicatorFileContract(open, limits);
  communicatorDirectoryContract(open);
}
