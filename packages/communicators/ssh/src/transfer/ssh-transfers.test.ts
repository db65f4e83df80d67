import {
  communicatorContract,
  communicatorDirectoryContract,
  communicatorFileContract,
  requiresSshd,
  type Sshd,
  startSshd,
} from "@ingot/testing";
import { transferMachine } from "./transfer-machine.test-fixtures.js";

jest.setTimeout(90_000); // servers and keys are made for each test

const describeWithSshd = requiresSshd();

function withSshd(declare: (sshd: () => Sshd) => void): void {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());
  declare(() => sshd);
}

describeWithSshd("a machine over SSH", () => {
  withSshd((sshd) => communicatorContract(() => transferMachine(sshd())));
});

describeWithSshd("a machine over SSH, by SFTP because the template says so", () => {
  withSshd((sshd) => {
    const open = () => transferMachine(sshd(), "sftp");
    communicatorFileContract(open);
    communicatorDirectoryContract(open, { textOnly: true });
  });
});

describeWithSshd("a machine over SSH, by scp because the template says so", () => {
  withSshd((sshd) => communicatorFileContract(() => transferMachine(sshd(), "scp")));
});
