import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import { languageVersion, version } from "../version.js";

export const versionCommand = defineCommand({
  name: "version",
  synopsis: "",
  description: "Prints Ingot's version, and the version of Packer's language that it reads.",
  example: "ingot version",
  flags: {},
  positional: { minimum: 0, maximum: 0 },
  run: async (_flags, _positional, { terminal, machineReadable, host }) => {
    const seconds = Math.floor(host.now().getTime() / 1000);
    if (machineReadable) await terminal.out(`${seconds},,version,${version}\n`);
    else await terminal.out(`Ingot v${version} (Packer's language ${languageVersion})\n`);
    return exitCode.success;
  },
});
