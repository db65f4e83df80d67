import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quoteForShell } from "@ingot/client-shell-script";
import type { Communicator } from "@ingot/core/plugin";
import {
  type LocalCommunicator,
  localCommunicator,
  requires,
  type TestHost,
  testContext,
  testHost,
} from "@ingot/testing";
import { shellProvisioner } from "./index.js";

interface Setting extends Disposable {
  readonly host: TestHost;
  readonly machine: LocalCommunicator;
  readonly tmp: string;
  /** In order, in milliseconds. */
  readonly sleeps: number[];
}

/** A machine in a directory; the clock moves only when somebody sleeps, unless a test needs the real one. */
function setUp({ realTime = false } = {}): Setting {
  const real = testHost();
  const root = join(real.directory, "machine");
  const tmp = join(root, "tmp");
  mkdirSync(tmp, { recursive: true });
  const sleeps: number[] = [];
  let now = 0;
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    sleeps.push(milliseconds);
    now += milliseconds;
  };
  const host: TestHost = realTime ? real : { ...real, now: () => new Date(now), sleep };
  return { host, machine: localCommunicator(real, root), tmp, sleeps, [Symbol.dispose]: () => real[Symbol.dispose]() };
}

const parse = (settings: object) => shellProvisioner.config.parse(settings);

function provision(
  { host, machine, tmp }: Setting,
  settings: object,
  { signal = new AbortController().signal, exports = { ID: "i-1" } as Record<string, string> } = {},
) {
  const run = testContext({ host, signal });
  const target = { communicator: machine, exports };
  return { run, done: shellProvisioner.provision(parse({ remote_folder: tmp, ...settings }), target, run) };
}

const texts = (run: { lines: readonly { text: string }[] }) => run.lines.map((line) => line.text);

test("an inline script runs with its variables and leaves nothing behind", async () => {
  using setting = setUp();
  const { run, done } = provision(
    setting,
    {
      inline: ['echo "$GREETING" $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE $PACKER_HTTP_ADDR {{ .ID }}', "echo bad >&2"],
      environment_vars: ['GREETING=it\'s $HOME "here"\ntwice'],
    },
    { exports: { ID: "i-1", PackerHTTPAddr: "10.0.0.1:8080" } },
  );
  await done;
  expect(run.lines.filter((line) => line.stream === "stdout")).toEqual([
    { stream: "stdout", text: 'it\'s $HOME "here"' },
    { stream: "stdout", text: "twice test null 10.0.0.1:8080 i-1" },
  ]);
  expect(run.lines).toContainEqual({ stream: "stderr", text: "bad" });
  expect(run.said).toEqual(["Provisioning with shell script: inline script"]);
  expect(readdirSync(setting.tmp)).toEqual([]);
});

test("what the user gives is on no command line, and the file for it is nobody else's", async () => {
  using setting = setUp();
  const { run, done } = provision(setting, {
    inline: [`stat -c %a ${setting.tmp}/varfile_*`, 'echo "$SECRET"'],
    env: { SECRET: "hunter2" },
  });
  await done;
  expect(texts(run)).toEqual(["600", "hunter2"]);
  expect(setting.machine.commands.join("\n")).not.toContain("hunter2");
  const [, script] = setting.machine.uploads;
  expect(setting.machine.commands).toContainEqual(
    expect.stringMatching(/^chmod \+x \S+; \/bin\/sh -c '\. \S+varfile_[0-9a-f]{32}\.sh && \S+; exit \$\?'$/),
  );
  expect(script).toMatch(/\/script_[0-9a-f]{32}\.sh$/);
});

test("without variables of the user's nothing but the script is uploaded", async () => {
  using setting = setUp();
  await provision(setting, { inline: ["true"] }).done;
  const [path] = setting.machine.uploads;
  expect(setting.machine.commands).toEqual([
    `chmod 0755 ${path}`,
    `chmod +x ${path}; /bin/sh -c 'PACKER_BUILDER_TYPE='"'"'null'"'"' PACKER_BUILD_NAME='"'"'test'"'"' ${path}; exit $?'`,
    `rm -f ${path}`,
  ]);
});

describe.each(["tcsh", "fish"])("a login shell that is no POSIX shell: %s", (shell) => {
  requires(shell, shell)("starts scripts", () => {
    const provisionIn = (setting: Setting, settings: object) => {
      const exec: LocalCommunicator["exec"] = (command, options) =>
        setting.machine.exec(`${shell} -c ${quoteForShell(command)}`, options);
      return provision({ ...setting, machine: { ...setting.machine, exec } }, settings);
    };

    test("with the build's variables, with the user's, and with their exit status", async () => {
      using setting = setUp();
      const value = "it's $HOME `x` \\\\ ! %s\ntwice";
      const inline = ['printf "%s\\n" "$PACKER_BUILD_NAME,$A"', "exit 7"];
      const plain = provisionIn(setting, { inline, valid_exit_codes: [7] });
      await plain.done;
      const own = provisionIn(setting, { inline, valid_exit_codes: [7], env: { A: value } });
      await own.done;
      expect([texts(plain.run), texts(own.run)]).toEqual([["test,"], `test,${value}`.split("\n")]);
    });
  });
});

test("a file of variables that the shell cannot read gives way to the command line", async () => {
  using setting = setUp();
  const upload: Communicator["upload"] = (source, destination, options) =>
    setting.machine.upload(source, destination.replace("varfile", "elsewhere"), options);
  const run = testContext({ host: setting.host });
  const target = { communicator: { ...setting.machine, upload }, exports: {} };
  const config = parse({ remote_folder: setting.tmp, inline: ["echo $A"], env: { A: "a" } });
  await shellProvisioner.provision(config, target, run);
  expect(texts(run)).toEqual(["a"]);
  const insisting = shellProvisioner.provision({ ...config, use_env_var_file: true }, target, run);
  await expect(insisting).rejects.toMatchObject({ code: "REMOTE_COMMAND_FAILED", data: { exitCode: 1 } });
});

test("an own command gets paths, variables and the values of build", async () => {
  using setting = setUp();
  const execute_command = "echo '{{ .ID }}' \"{{.Vars}}\" {{.Path}} '{{.EnvVarFile}}'";
  const settings = { inline: ["x"], execute_command, environment_vars: ["A=1"], remote_file: "my.sh" };
  const { run, done } = provision(setting, settings);
  await done;
  expect(texts(run)).toEqual([`i-1 A='1' PACKER_BUILDER_TYPE='null' PACKER_BUILD_NAME='test'  ${setting.tmp}/my.sh `]);
  const withFile = provision(setting, { ...settings, use_env_var_file: true, execute_command: "cat {{.EnvVarFile}}" });
  await withFile.done;
  expect(texts(withFile.run)).toEqual([
    "export A='1'",
    "export PACKER_BUILDER_TYPE='null'",
    "export PACKER_BUILD_NAME='test'",
  ]);
  expect(readdirSync(setting.tmp)).toEqual([]);
});

test("scripts run in order, and Windows line ends become Unix ones unless binary", async () => {
  using setting = setUp();
  const { directory } = setting.host;
  writeFileSync(join(directory, "a 'b'.sh"), "#!/bin/sh\r\necho one\r\nprintf 'no end'\r\n");
  writeFileSync(join(directory, "two.sh"), "printf '\r' | od -An -c\n");
  const text = provision(setting, { scripts: ["a 'b'.sh", "two.sh"] });
  await text.done;
  expect(texts(text.run).map((line) => line.trim())).toEqual(["one", "no end", "\\r"]);
  expect(text.run.said).toEqual(["Provisioning with shell script: a 'b'.sh", "Provisioning with shell script: two.sh"]);
  const binary = provision(setting, { script: "a 'b'.sh", binary: true });
  await expect(binary.done).rejects.toMatchObject({ code: "SCRIPT_FAILED" });
});

test("shebangs", async () => {
  using setting = setUp();
  const first = async (settings: object) => {
    const { run, done } = provision(setting, { execute_command: "cat {{.Path}}", ...settings });
    await done;
    return texts(run);
  };
  expect(await first({ inline: ["a", "b"] })).toEqual(["#!/bin/sh -e", "a", "b"]);
  expect(await first({ inline: ["#!/bin/bash", "b"] })).toEqual(["#!/bin/bash", "b"]);
  expect(await first({ inline: ["#!/bin/bash"], inline_shebang: "/bin/zsh" })).toEqual(["#!/bin/zsh", "#!/bin/bash"]);
});

test("a remote path with blanks and quotes, or that looks like an option", async () => {
  using setting = setUp();
  const { run, done } = provision(setting, { inline: ["echo ran"], remote_path: `${setting.tmp}/it's $X here` });
  await done;
  const dashes = provision(setting, { inline: ["echo too"], remote_path: "-rf" });
  await dashes.done;
  expect([...texts(run), ...texts(dashes.run)]).toEqual(["ran", "too"]);
  expect(readdirSync(setting.tmp)).toEqual([]);
  expect(readdirSync(setting.machine.root)).toEqual(["tmp"]);
});

test("a failing script is named by its exit code, removed, and the next does not run", async () => {
  using setting = setUp({ realTime: true });
  writeFileSync(join(setting.host.directory, "bad.sh"), "exit 3\n");
  writeFileSync(join(setting.host.directory, "next.sh"), "echo never\n");
  const { run, done } = provision(setting, { scripts: ["bad.sh", "next.sh"], env: { A: "1" } });
  await expect(done).rejects.toMatchObject({
    code: "SCRIPT_FAILED",
    message: "Script exited with non-zero exit status: 3. Allowed exit codes are: [0]",
    data: { exitCode: 3, script: "bad.sh" },
  });
  expect(run.lines).toEqual([]);
  expect(readdirSync(setting.tmp)).toEqual([]);
});

test("other exit codes may be good, and skip_clean leaves the script but never the variables", async () => {
  using setting = setUp();
  await provision(setting, { inline: ["exit 4"], valid_exit_codes: [0, 4], skip_clean: true, env: { A: "1" } }).done;
  expect(readdirSync(setting.tmp)).toEqual([expect.stringMatching(/^script_[0-9a-f]{32}\.sh$/)]);
});

test("a connection lost while the script runs is never a success by itself", async () => {
  using setting = setUp();
  setting.machine.faults.push({ operation: "exec", match: /; /, kind: "lost" });
  const { done } = provision(setting, { inline: ["echo ran >> ran"] });
  await expect(done).rejects.toMatchObject({
    code: "SCRIPT_DISCONNECTED",
    message:
      "The connection was lost while the script ran (inline script), so nobody knows whether it succeeded. If the script restarts or shuts down the machine, or its network, set expect_disconnect = true.",
  });
  expect(readFileSync(join(setting.machine.root, "ran"), "utf8")).toBe("ran\n");
});

test.each([{ expect_disconnect: true }, { valid_exit_codes: [0, 2300218] }])(
  "unless it was expected: %j",
  async (settings) => {
    using setting = setUp();
    setting.machine.faults.push(
      { operation: "exec", match: /; /, kind: "lost" },
      { operation: "exec", match: /^rm/, kind: "unavailable" },
      { operation: "exec", match: /^rm/, kind: "unavailable" },
    );
    await provision(setting, { inline: ["true"], ...settings }).done;
    expect(setting.sleeps).toEqual([2000, 2000]);
    expect(readdirSync(setting.tmp)).toEqual([]);
  },
);

test("upload and start are tried again while the machine is away", async () => {
  using setting = setUp();
  setting.machine.faults.push(
    { operation: "upload", kind: "lost" },
    { operation: "exec", match: /^chmod 0755/, kind: "lost" },
    { operation: "exec", match: /; /, kind: "unavailable" },
  );
  const { run, done } = provision(setting, { inline: ["echo once"] });
  await done;
  expect(texts(run)).toEqual(["once"]);
  expect(setting.sleeps).toEqual([2000, 2000, 2000]);
  expect(setting.machine.uploads).toHaveLength(4);
});

test("after start_retry_timeout the last error comes with all attempts", async () => {
  using setting = setUp();
  for (let each = 0; each < 10; each++) setting.machine.faults.push({ operation: "upload", kind: "unavailable" });
  const { done } = provision(setting, { inline: ["true"], start_retry_timeout: "5s" });
  await expect(done).rejects.toMatchObject({
    code: "MACHINE_UNREACHABLE",
    message: expect.stringMatching(/^Could not start the script in 3 attempts: no connection for .*script_.*\.sh$/),
    attempts: [
      { code: "COMMUNICATOR_UNAVAILABLE" },
      { code: "COMMUNICATOR_UNAVAILABLE" },
      { code: "COMMUNICATOR_UNAVAILABLE" },
    ],
  });
  expect(setting.sleeps.filter((milliseconds) => milliseconds === 2000).slice(0, 2)).toEqual([2000, 2000]);
});

test("any other error is final at once", async () => {
  using setting = setUp();
  const upload = async () => {
    throw new TypeError("broken");
  };
  const target = { communicator: { ...setting.machine, upload }, exports: {} };
  const run = testContext({ host: setting.host });
  await expect(shellProvisioner.provision(parse({ inline: ["true"] }), target, run)).rejects.toThrow("broken");
});

test("an unreadable script", async () => {
  using setting = setUp();
  const { done } = provision(setting, { script: "gone.sh" });
  await expect(done).rejects.toMatchObject({
    code: "SCRIPT_UNREADABLE",
    message: `Cannot read the script "gone.sh": ENOENT: no such file or directory, open '${setting.host.directory}/gone.sh'`,
  });
  mkdirSync(join(setting.host.directory, "dir"));
  await expect(provision(setting, { script: "dir" }).done).rejects.toThrow("EISDIR");
  execFileSync("mkfifo", [join(setting.host.directory, "pipe")]);
  await expect(provision(setting, { script: "pipe" }).done).rejects.toThrow(
    `Cannot upload ${setting.host.directory}/pipe: nobody writes to this pipe. Start its writer first.`,
  );
});

test("a script that cannot be removed is a warning", async () => {
  using setting = setUp();
  const { run, done } = provision(setting, { inline: ['rm "$0"; mkdir "$0"'], remote_file: "s.sh" });
  await done;
  expect(run.warned).toEqual([
    `Could not remove ${setting.tmp}/s.sh from the machine: "rm -f ${setting.tmp}/s.sh" ended with exit status 1.`,
  ]);
});

test("cancelling during a script removes it from the machine and throws the reason", async () => {
  using setting = setUp({ realTime: true });
  const controller = new AbortController();
  const run = testContext({ host: setting.host, signal: controller.signal });
  const output = () => controller.abort(new Error("cancelled by the user"));
  const config = parse({
    remote_folder: setting.tmp,
    inline: ["trap '' TERM", "echo up", "sleep 60", "sleep 60"],
    env: { A: "1" },
  });
  const done = shellProvisioner.provision(config, { communicator: setting.machine, exports: {} }, { ...run, output });
  await expect(done).rejects.toThrow("cancelled by the user");
  expect(readdirSync(setting.tmp)).toEqual([]);
});

test("pause_after, which cancelling ends", async () => {
  using setting = setUp();
  const { run, done } = provision(setting, { inline: ["true"], pause_after: "1m30s" });
  await done;
  expect(run.said.at(-1)).toBe("Pausing 1m30s after this provisioner...");
  expect(setting.sleeps).toEqual([90_000]);
  const controller = new AbortController();
  const sleep = async (_milliseconds: number, signal?: AbortSignal) => {
    controller.abort(new Error("enough"));
    signal?.throwIfAborted();
  };
  const paused = provision(
    { ...setting, host: { ...setting.host, sleep } },
    { inline: ["true"], pause_after: "1h" },
    { signal: controller.signal },
  );
  await expect(paused.done).rejects.toThrow("enough");
});

test("defaults and checks", () => {
  const host = { cwd: "/w", env: {}, kindOf: () => undefined };
  expect(parse({ inline: ["x"] })).toEqual({
    inline: ["x"],
    environment_vars: [],
    env: {},
    binary: false,
    use_env_var_file: false,
    remote_folder: "/tmp",
    skip_clean: false,
    expect_disconnect: false,
    valid_exit_codes: [0],
    start_retry_timeout: 300_000,
    pause_after: 0,
  });
  const issues = shellProvisioner.check!(parse({ script: "nope.sh", environment_vars: ["xx"] }), host);
  expect(issues.map((issue) => [issue.path, issue.summary])).toEqual([
    [["script"], "Script file not found"],
    [["environment_vars", 0], "Invalid environment variable"],
  ]);
});
