import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type TestHost, testContext, testHost, until } from "@ingot/testing";
import { localScriptConfig, localScriptIssues } from "./local-script-config.js";
import { runLocalScripts } from "./run-local-scripts.js";

type Settings = Record<string, unknown>;
const parse = (settings: Settings) => localScriptConfig.parse(settings);

/** Runs the block to its end; the context tells what happened. */
async function runBlock(host: TestHost, settings: Settings, data = {}) {
  const run = testContext({ host, build: { name: "x.null.n", builderType: "null", sourceName: "n" } });
  await runLocalScripts(parse(settings), data, run);
  await run.close();
  return run;
}

const stdout = (run: { lines: readonly { stream: string; text: string }[] }) =>
  run.lines.filter((line) => line.stream === "stdout").map((line) => line.text);

function writeScript(host: TestHost, name: string, text: string): string {
  const path = join(host.directory, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return name;
}

test("an inline script is rendered, runs privately in the host's directory, and is gone afterwards", async () => {
  using host = testHost({ FROM_HOST: "yes" });
  const inline = ['echo "{{ .ID }} $FROM_HOST $PWD"', 'stat -c "%a %A" "$0" "$(dirname "$0")"', "printf end"];
  const run = await runBlock(host, { inline }, { ID: "i-1" });
  expect(stdout(run)).toEqual([`i-1 yes ${host.directory}`, "700 -rwx------", "700 drwx------", "end"]);
  expect(run.said).toHaveLength(1);
  expect(run.said[0]).toMatch(/^Running local shell script: .*\/ingot-[0-9a-f]{32}-\d+\/script$/);
  expect(readdirSync(host.directory)).toEqual([]);
});

test("the inline shebang comes first, whatever the script begins with", async () => {
  using host = testHost();
  expect(stdout(await runBlock(host, { inline: ["#!/bin/nonsense", 'head -2 "$0"'] }))).toEqual([
    "#!/bin/sh -e",
    "#!/bin/nonsense",
  ]);
  expect(stdout(await runBlock(host, { inline: ["echo $BASH_VERSION"], inline_shebang: "/bin/bash" }))[0]).toMatch(
    /^5/,
  );
});

test("variables reach the script, and no process list", async () => {
  using host = testHost();
  const secret = 'it\'s $HOME "quoted"\nsecond line';
  const run = await runBlock(
    host,
    {
      inline: [
        'printf "%s\\n" "$SECRET" "$PACKER_BUILD_NAME" "$PACKER_BUILDER_TYPE" "$PACKER_HTTP_ADDR"',
        "tr '\\0' ' ' < /proc/$PPID/cmdline",
      ],
      env: { SECRET: secret },
      environment_vars: ["PACKER_BUILDER_TYPE=mine"],
    },
    { PackerHTTPAddr: "h:1" },
  );
  expect(stdout(run).slice(0, 5)).toEqual(['it\'s $HOME "quoted"', "second line", "n", "mine", "h:1"]);
  expect(stdout(run).slice(5).join()).not.toContain("second");
});

test("the journal knows of the programs while they run, and they carry the run's id", async () => {
  using host = testHost();
  await using run = testContext({ host });
  await runLocalScripts(parse({ command: "echo $INGOT_RUN_ID" }), {}, run);
  expect(run.lines).toEqual([{ stream: "stdout", text: run.runId }]);
  expect(run.resources.map(({ intent, state }) => [intent.kind, state])).toContainEqual([
    "local.programs",
    "destroyed",
  ]);
});

test("the run's id is there as Packer's UUID", async () => {
  using host = testHost();
  const run = testContext({ host, runId: "0123456789abcdef0123456789abcdef" });
  await runLocalScripts(parse({ command: "echo $PACKER_RUN_UUID" }), {}, run);
  expect(stdout(run)).toEqual(["01234567-89ab-cdef-0123-456789abcdef"]);
});

test("script files keep their order, whatever their names hold", async () => {
  using host = testHost();
  const names = ['it\'s a "script"\n$X.sh', "-rf", "dir with space/b.sh"];
  for (const [index, name] of names.entries()) writeScript(host, name, `#!/bin/sh\necho ${index} "$0"\n`);
  writeScript(host, "none.sh", "echo no shebang");
  const run = await runBlock(host, { scripts: [...names, "none.sh"] });
  expect(stdout(run).join("\n")).toBe(
    [...names.map((name, index) => `${index} ${host.directory}/${name}`), "no shebang"].join("\n"),
  );
  expect(run.said[1]).toBe("Running local shell script: -rf");
});

test("the user's own command gets everything as text", async () => {
  using host = testHost();
  writeScript(host, "s.sh", "");
  const execute_command = ["/bin/echo", "{{.Vars}}", "{{.Script}}", "{{.Command}}", "{{.ID}}"];
  const environment_vars = ["B=it's", "A=x y"];
  const run = await runBlock(host, { script: "s.sh", execute_command, environment_vars }, { ID: "7" });
  const script = join(host.directory, "s.sh");
  const vars = `A='x y' B='it'"'"'s' PACKER_BUILDER_TYPE='null' PACKER_BUILD_NAME='n' `;
  expect(stdout(run)).toEqual([`${vars} ${script} ${script} 7`]);
});

test("one word is a command line for the shell; an own format reaches the default command", async () => {
  using host = testHost();
  writeScript(host, "s.sh", "echo $A");
  expect(
    stdout(await runBlock(host, { script: "s.sh", execute_command: ["echo a; echo {{.Script}} | wc -l"] })),
  ).toEqual(["a", "1"]);
  const settings = { script: "s.sh", env_var_format: "export %s='%s'; ", env: { A: "a b" } };
  expect(stdout(await runBlock(host, settings))).toEqual(["a b"]);
});

test("exit codes", async () => {
  using host = testHost();
  const failing = runBlock(host, { inline: ["exit 3"] });
  await expect(failing).rejects.toMatchObject({
    code: "SCRIPT_FAILED",
    message: "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]",
  });
  await expect(runBlock(host, { inline: ["exit 3"], valid_exit_codes: [0, 3] })).resolves.toBeDefined();
  await expect(runBlock(host, { inline: ["true"], valid_exit_codes: [1, 2] })).rejects.toMatchObject({
    message: "Script exited with non-zero exit status: 0. Allowed exit codes are: [1 2]",
  });
  await expect(runBlock(host, { inline: ["false", "echo never"] })).rejects.toMatchObject({ data: { exitCode: 1 } });
});

test("a script that a signal kills is no success", async () => {
  using host = testHost();
  await expect(
    runBlock(host, { inline: ["x"], execute_command: ["/bin/sh", "-c", "kill -9 $$"] }),
  ).rejects.toMatchObject({
    code: "SCRIPT_KILLED",
    message: 'The program "/bin/sh" did not end by itself: SIGKILL killed it.',
  });
});

test("a program that is not there", async () => {
  using host = testHost();
  await expect(
    runBlock(host, { inline: ["x"], execute_command: ["no-such-program", "{{.Script}}"] }),
  ).rejects.toMatchObject({
    code: "PROGRAM_NOT_STARTED",
    message:
      'Cannot start the program "no-such-program": spawn no-such-program ENOENT. Check execute_command, and that the program is installed.',
  });
});

test("other systems' scripts are passed over", async () => {
  using host = testHost();
  const run = await runBlock(host, { inline: ["exit 1"], only_on: ["windows", "darwin"] });
  expect(run.said).toEqual(["Skipping shell-local due to runtime OS"]);
  expect(stdout(await runBlock(host, { inline: ["echo here"], only_on: ["linux"] }))).toEqual(["here"]);
});

test("binary output, a line of ten megabytes, and no line end", async () => {
  using host = testHost();
  const run = await runBlock(host, {
    inline: ["head -c 10000000 /dev/zero | tr '\\0' x", "echo", "printf '\\377\\0ok'", "printf '\\nä' >&2"],
  });
  const lines = stdout(run);
  expect(lines.slice(0, -1).join("")).toBe("x".repeat(10_000_000));
  expect(lines.at(-1)).toBe("\ufffd\0ok");
  expect(Math.max(...lines.map((line) => line.length))).toBe(65_536);
  expect(run.lines.filter((line) => line.stream === "stderr").map((line) => line.text)).toEqual(["", "ä"]);
});

/** A zombie, whom nobody has buried yet, is dead. */
/** Cancels when the script has printed its first line, which is a process number. */
async function cancelOnFirstLine(host: TestHost, settings: Settings) {
  const controller = new AbortController();
  const run = testContext({ host, signal: controller.signal });
  const output = ({ text }: { text: string }) => {
    run.lines.push({ stream: "stdout", text });
    controller.abort(new Error("cancelled by the user"));
  };
  const failure = await runLocalScripts(parse(settings), {}, { ...run, output }).catch((error: unknown) => error);
  await run.close();
  return { failure, pid: Number(run.lines[0]!.text) };
}

test("cancelling ends a script that has a minute to go", async () => {
  using host = testHost();
  const { failure, pid } = await cancelOnFirstLine(host, { inline: ["echo $$", "sleep 60"] });
  expect(failure).toEqual(new Error("cancelled by the user"));
  expect(isAlive(pid)).toBe(false);
  expect(readdirSync(host.directory)).toEqual([]);
});

test("a script that ignores SIGTERM is gone, with its children", async () => {
  using host = testHost();
  const inline = ["trap '' TERM INT HUP", "echo $$", "while :; do sleep 60; done"];
  const { failure, pid } = await cancelOnFirstLine(host, { inline });
  expect(failure).toEqual(new Error("cancelled by the user"));
  expect(isAlive(pid)).toBe(false);
});

test("a child that left the group and holds the output cannot hold the build", async () => {
  using host = testHost();
  const inline = ["setsid sh -c 'echo $$; exec sleep 60' &", "sleep 60"];
  const { failure, pid } = await cancelOnFirstLine(host, { inline });
  process.kill(pid, "SIGKILL");
  expect(failure).toEqual(new Error("cancelled by the user"));
});

test("a child that ignores SIGTERM does not outlive its script", async () => {
  using host = testHost();
  const stubborn = "(trap '' TERM; exec > out 2>&1; echo ready; while :; do sleep 60; done) &";
  const inline = [stubborn, "child=$!", "until test -s out; do :; done", "echo $child", "wait"];
  const { pid } = await cancelOnFirstLine(host, { inline });
  await until(() => !isAlive(pid));
});

test("nothing starts after a cancellation", async () => {
  using host = testHost();
  const run = testContext({ host, signal: AbortSignal.abort(new Error("stop")) });
  await expect(runLocalScripts(parse({ command: "touch made" }), {}, run)).rejects.toThrow("stop");
  await run.close();
  expect(readdirSync(host.directory)).toEqual([]);
});

test("checks of what the schema cannot say", () => {
  const host = { cwd: "/w", env: {}, kindOf: () => undefined };
  expect(localScriptIssues(parse({ command: "a", inline: ["b"], only_on: ["linux", "windoze"] }), host)).toEqual([
    {
      path: ["inline"],
      summary: "More than one kind of script",
      detail:
        "The block sets command and inline, and it would not be clear what runs first. Keep one; for the others, write further blocks.",
    },
    {
      path: ["only_on", 1],
      summary: "Unknown operating system",
      detail:
        '"windoze" is not a system that only_on knows. It knows darwin, freebsd, linux, openbsd, solaris, windows.',
    },
  ]);
});
