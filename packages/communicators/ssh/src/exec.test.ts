import { Readable } from "node:stream";
import { isIngotError, type OutputLine, reasonOf } from "@ingot/core/plugin";
import { requiresSshd, type Sshd, startSshd, testContext, testHost } from "@ingot/testing";
import { openSshMachine } from "./ssh-machine.js";
import { settingsFor } from "./test-settings.test-fixtures.js";

/** Lines of a command, and whatever else its test wants to know. */
function recorded() {
  const lines: OutputLine[] = [];
  let seen = () => {};
  const appeared = (text: string) =>
    new Promise<void>((settle) => {
      seen = () => void (lines.some((line) => line.text === text) && settle());
      seen();
    });
  const onOutput = (line: OutputLine) => {
    lines.push(line);
    seen();
  };
  const texts = () => lines.map(({ text }) => text);
  return { lines, texts, onOutput, appeared };
}

requiresSshd()("exec over SSH", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

  async function withMachine<T>(work: (machine: Awaited<ReturnType<typeof openSshMachine>>) => Promise<T>): Promise<T> {
    using host = testHost();
    await using run = testContext({ host });
    return await work(await openSshMachine(settingsFor(sshd), run));
  }

  it("streams both outputs line by line, and gives the exit status", () =>
    withMachine(async ({ exec }) => {
      const output = recorded();
      expect(await exec("echo out; echo err >&2; printf 'no end'; exit 7", output)).toEqual({ exitCode: 7 });
      expect(output.lines.filter(({ stream }) => stream === "stdout").map(({ text }) => text)).toEqual([
        "out",
        "no end",
      ]);
      expect(output.lines.filter(({ stream }) => stream === "stderr").map(({ text }) => text)).toEqual(["err"]);
    }));

  it("shows a death by a signal as a shell does", () =>
    withMachine(async ({ exec }) => {
      expect(await exec("kill -KILL $$")).toEqual({ exitCode: 137 });
      expect(await exec("kill -USR1 $$; sleep 1")).toEqual({ exitCode: 138 });
    }));

  it("has an exit status also where the output ends long before the command does", () =>
    withMachine(async ({ exec }) => {
      expect(await exec("exec >&- 2>&-; sleep 0.3; exit 3")).toEqual({ exitCode: 3 });
    }));

  it("gives the command its input, to the end and not beyond what it reads", () =>
    withMachine(async ({ exec }) => {
      const output = recorded();
      const bytes = Buffer.alloc(5_000_000, "x");
      const stdin = () => Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
      expect(await exec("wc -c", { ...output, stdin: stdin() })).toEqual({ exitCode: 0 });
      expect(output.texts()).toEqual(["5000000"]);
      expect(await exec("head -c 3 >/dev/null; exit 4", { stdin: stdin() })).toEqual({ exitCode: 4 });
      expect(await exec("cat; echo none", output)).toEqual({ exitCode: 0 });
      expect(output.texts()).toEqual(["5000000", "none"]);
    }));

  it("fails with what the input fails with", () =>
    withMachine(async ({ exec }) => {
      const stdin = new Readable({ read: () => void stdin.destroy(new Error("the disk is gone")) });
      await expect(exec("cat", { stdin })).rejects.toThrow("the disk is gone");
      expect(await exec("true")).toEqual({ exitCode: 0 });
    }));

  it("takes 10 MB on one line in pieces, and bytes that are no text", () =>
    withMachine(async ({ exec }) => {
      const output = recorded();
      await exec(
        "head -c 10000000 /dev/zero | tr '\\0' 'é' | head -c 10000000; echo; printf 'a\\377\\376b\\n'",
        output,
      );
      const last = output.texts().pop();
      expect(last).toBe("a\uFFFD\uFFFDb");
      const pieces = output.texts().slice(0, -1);
      expect(pieces.length).toBeGreaterThan(100);
      expect(Math.max(...pieces.map((text) => text.length))).toBeLessThanOrEqual(65_536);
      expect(await exec("head -c 3000000 /dev/urandom; exit 5")).toEqual({ exitCode: 5 });
    }));

  it("keeps a character whole that comes in two parts", () =>
    withMachine(async ({ exec }) => {
      const output = recorded();
      await exec("printf '\\303'; sleep 0.2; printf '\\244\\n'", output);
      expect(output.texts()).toEqual(["ä"]);
    }));

  it("holds the machine back while a listener is slow", () =>
    withMachine(async ({ exec }) => {
      let busy = 0;
      let most = 0;
      let lines = 0;
      const onOutput = async () => {
        most = Math.max(most, ++busy);
        await new Promise((settle) => setImmediate(settle));
        busy--;
        lines++;
      };
      await exec("seq 20000", { onOutput });
      expect({ most, lines }).toEqual({ most: 1, lines: 20_000 });
    }));

  it("fails with what a listener throws, and the command does not go on", () =>
    withMachine(async ({ exec }) => {
      const onOutput = () => {
        throw new Error("nobody listens");
      };
      await expect(exec("echo $$; exec sleep 4321", { onOutput })).rejects.toThrow("nobody listens");
      expect(await exec("pgrep -f '[s]leep 4321'")).toEqual({ exitCode: 1 });
    }));

  it.each([
    ["a command and its children", "sleep 4322 & sleep 4322; true"],
    ["one that ignores a polite signal", "trap '' TERM; sleep 4322; sleep 4322; sleep 4322"],
    ["one that has hidden in a session of its own", "setsid sh -c 'sleep 4322; true'; true"],
  ])("kills %s when it is cancelled, before it says so", (_name, command) =>
    withMachine(async ({ exec }) => {
      const output = recorded();
      const cancel = new AbortController();
      const running = exec(`echo ready; ${command}`, { ...output, signal: cancel.signal });
      await output.appeared("ready");
      cancel.abort(new Error("enough"));
      await expect(running).rejects.toThrow("enough");
      expect(await exec("pgrep -f '[s]leep 4322'")).toEqual({ exitCode: 1 });
    }),
  );

  it("kills what has only just begun", () =>
    withMachine(async ({ exec }) => {
      const cancel = new AbortController();
      const running = exec("sleep 4323", { signal: cancel.signal });
      cancel.abort(new Error("enough"));
      await expect(running).rejects.toThrow("enough");
      expect(await exec("pgrep -f '[s]leep 4323'")).toEqual({ exitCode: 1 });
    }));

  it("cancels one of two commands on the same connection, and only that", () =>
    withMachine(async ({ exec }) => {
      const [doomed, spared] = [recorded(), recorded()];
      const stdin = new Readable({ read: () => {} });
      const cancel = new AbortController();
      const first = exec("echo ready; sleep 4324", { ...doomed, signal: cancel.signal });
      const second = exec("echo ready; read -r line; echo got $line", { ...spared, stdin });
      await Promise.all([doomed.appeared("ready"), spared.appeared("ready")]);
      cancel.abort(new Error("enough"));
      await expect(first).rejects.toThrow("enough");
      stdin.push("it\n");
      stdin.push(null);
      expect(await second).toEqual({ exitCode: 0 });
      expect(spared.texts()).toEqual(["ready", "got it"]);
      expect(await exec("pgrep -f '[s]leep 4324'")).toEqual({ exitCode: 1 });
    }));

  it("a terminal for each command, where it is asked for", async () => {
    using host = testHost();
    await using run = testContext({ host });
    const { exec } = await openSshMachine(settingsFor(sshd, { pty: true }), run);
    const output = recorded();
    expect(await exec("test -t 1 && stty size && echo $TERM", output)).toEqual({ exitCode: 0 });
    expect(output.texts()).toEqual(["40 80", "xterm"]);
  });

  it("says that the connection is lost, and how, when the server dies; the next command waits for it", async () => {
    await using own = await startSshd();
    using host = testHost();
    await using run = testContext({ host });
    const { exec } = await openSshMachine(settingsFor(own), run);
    const output = recorded();
    const running = exec("echo ready; sleep 4325", output).catch((error: unknown) => error);
    await output.appeared("ready");
    await own.kill();
    const error = await running;
    expect(isIngotError(error, "COMMUNICATOR_LOST")).toBe(true);
    expect(reasonOf(error)).toMatch(
      /^The connection was lost while a command ran, and whether it succeeded is not known: (127\.0\.0\.1:\d+ has closed it|read ECONNRESET)\.$/,
    );
    const next = exec("echo back", output);
    await own.start();
    expect(await next).toEqual({ exitCode: 0 });
    expect(output.texts()).toEqual(["ready", "back"]);
  });
});
