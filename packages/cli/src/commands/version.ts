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
    const sentence = `Ingot v${version} (Packer's language ${languageVersion})`;
    if (!machineReadable) {
      await terminal.out(`${sentence}\n`);
      return exitCode.success;
    }
    const { MachineReadableRenderer } = await import("../renderers/machine-readable.js");
    const renderer = new MachineReadableRenderer(terminal, host.now);
    const [release, preRelease = ""] = version.split("-", 2);
    for (const row of versionRows(release!, preRelease)) await renderer.row(row);
    await renderer.say(sentence);
    return exitCode.success;
  },
});

/** Packer's rows, and its spelling. Which commit a release was made of is not recorded. */
const versionRows = (release: string, preRelease: string): readonly [type: string, value: string][] => [
  ["version", release],
  ["version-prelease", preRelease],
  ["version-commit", ""],
];
