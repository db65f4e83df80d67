import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packerBuild, requires, testContext, testHost } from "@ingot/testing";
import { localScriptConfig } from "./local-script-config.js";
import { runLocalScripts } from "./run-local-scripts.js";

const build = { name: "file.one", builderType: "file", sourceName: "one" };
const environment_vars = ["B=it's", "A=x  y", "C=a=b", "D=", 'E=$HOME "`id`"'];
const show =
  'for each in "$A" "$B" "$C" "$D" "$E" "$PACKER_BUILD_NAME" "$PACKER_BUILDER_TYPE"; do printf "<%s>\\n" "$each"; done';

const blocks: Record<string, object> = {
  "inline lines": { inline: ["echo one", "printf 'no end'"] },
  variables: { inline: [show], environment_vars },
  "an own name for the build": { inline: [show], environment_vars: ["PACKER_BUILD_NAME=mine"] },
  shebangs: { inline: ["#!/bin/ignored", 'head -3 "$0"'], inline_shebang: "/bin/bash -e" },
  command: { command: "echo a; echo b | tr b c; head -1 $0", environment_vars },
  "script files": { scripts: ["s.sh", "t.sh"] },
  "an own command": {
    script: "s.sh",
    execute_command: ["/bin/echo", "{{.Vars}}", "{{.Script}}", "{{.Command}}"],
    environment_vars,
  },
  "an own format": { inline: [show], env_var_format: "export %s='%s'; ", environment_vars },
  "carriage returns, blank lines, tabs": { inline: ["printf 'a\\rb\\n\\n  c\\n\\tx\\r\\n'"] },
  "an exit code that is allowed": { inline: ["echo x; exit 7"], valid_exit_codes: [7] },
  "an exit code that is not": { inline: ["echo x", "exit 7", "echo y"] },
  "a line that fails": { inline: ["echo x", "false", "echo y"] },
  "another system's": { inline: ["exit 1"], only_on: ["windows"] },
};

requires("packer", "packer")("shell-local prints what Packer's prints", () => {
  test.each(Object.entries(blocks))("%s", async (_name, block) => {
    using host = testHost();
    for (const name of ["s.sh", "t.sh"])
      writeFileSync(join(host.directory, name), `echo ${name} "$0" "$PWD"\n`, { mode: 0o755 });
    const theirs = packerBuild(host.directory, { target: "f", content: "", provisioners: [{ "shell-local": block }] });
    const run = testContext({ host, build });
    const failure = await runLocalScripts(localScriptConfig.parse(block), {}, run).then(
      () => undefined,
      (error: Error) => error,
    );
    await run.close();
    expect(run.lines.filter((line) => line.stream === "stdout").map((line) => line.text.trimEnd())).toEqual(
      theirs.printed,
    );
    expect(failure === undefined).toBe(theirs.status === 0);
    expect(spoken(run.said)).toEqual(spoken(theirs.said));
    if (failure) expect(theirs.errors.join("\n").replace(".Allowed", ". Allowed")).toContain(failure.message);
    expect(readdirSync(host.directory).filter((name) => !["s.sh", "t.sh", "f"].includes(name))).toEqual([]);
  });
});

/** What is said of scripts; the names of temporary files differ. */
const spoken = (lines: readonly string[]) =>
  lines.filter((line) => /shell script|Skipping/.test(line)).map((line) => line.replace(/: \/.*/, ": /…"));
