import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

/** Flags of Packer 1.16, command by command; that they are taken, and what the idle ones change: nothing. */
const template = 'source "null" "n" {\n  communicator = "none"\n}\nbuild {\n  sources = ["null.n"]\n}\n';
const shared = ["-only=null.n", "-except=null.m", "-var=v=1", "-var-file=v.hcl", "-config-type=hcl2"];
const flags: Readonly<Record<string, readonly string[]>> = {
  build: [
    ...["-color=false", "-debug", "-force", "-machine-readable", "-on-error=cleanup", "-on-error=abort"],
    ...["-on-error=run-cleanup-provisioner", "-parallel-builds=0", "-parallel-builds=1", "-timestamp-ui"],
    ...["-warn-on-undeclared-var", "-ignore-prerelease-plugins", "-use-sequential-evaluation", "-skip-enforcement"],
  ],
  validate: [
    ...["-syntax-only", "-no-warn-undeclared-var", "-evaluate-datasources"],
    ...["-ignore-prerelease-plugins", "-use-sequential-evaluation"],
  ],
  inspect: ["-use-sequential-evaluation"],
};
const cases = Object.entries(flags).flatMap(([command, own]) =>
  [...own, ...shared].flatMap((flag): [string, string][] => [
    [command, flag],
    [command, `-${flag}`],
  ]),
);

test.each(cases)("%s takes %s", async (command, flag) => {
  using place = workplace({ "a.pkr.hcl": `variable "v" {\n  default = 0\n}\n${template}`, "v.hcl": "v = 2\n" });
  const env = { HOME: place.path("home"), TMPDIR: place.path("tmp") };
  const { code, err } = await ingot(place.directory, env, command, flag, "a.pkr.hcl");
  expect({ code, wrong: err.match(/^Error: .*/m)?.[0] }).toEqual({ code: 0, wrong: undefined });
});
