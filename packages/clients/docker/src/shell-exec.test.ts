import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Host, OutputLine } from "@ingot/core/plugin";
import { testHost } from "@ingot/testing";
import { connectDocker } from "./engine.js";
import { type FakeAnswers, type FakeRequest, fakeEngine, frame, json } from "./fake-engine.test-fixtures.js";
import { execShell } from "./shell-exec.js";

/** An engine with one exec, whose stream and inspections the test chooses. */
function oneExec(stream: (socket: Duplex) => void, inspections: readonly object[]): FakeAnswers {
  const left = [...inspections];
  return {
    answers: {
      "POST /containers/c/exec": json({ Id: "e1" }),
      "GET /exec/e1/json": (request, response) => {
        json(left.length > 1 ? left.shift() : left[0])(request, response);
      },
    },
    streams: { "POST /exec/e1/start": stream },
  };
}

const pid = frame(1, "42\n");
const ended = (exitCode: number | null) => ({ Running: false, ExitCode: exitCode });
const running = { Running: true, ExitCode: null };

/** Waits, at the end, until every connection is closed. */
async function run(answers: FakeAnswers, options: { signal?: AbortSignal; tty?: boolean } = {}) {
  await using engine = await fakeEngine(answers);
  using host: Host & Disposable = testHost({ DOCKER_HOST: engine.url });
  const lines: OutputLine[] = [];
  const target = {
    engine: await connectDocker(host),
    container: "c",
    tty: options.tty ?? false,
    sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const onOutput = (line: OutputLine) => void lines.push(line);
  const outcome = await execShell(target, "the command", { onOutput, ...options }).then(
    ({ exitCode }) => exitCode,
    (error) => error,
  );
  await engine.idle();
  return { outcome, lines, requests: engine.requests };
}

test("the exit status is the engine's, and the process number is not output", async () => {
  const { outcome, lines } = await run(
    oneExec((socket) => socket.end(Buffer.concat([pid, frame(1, "a\nb"), frame(2, "c\n")])), [ended(3)]),
  );
  expect(outcome).toBe(3);
  expect(lines).toEqual([
    { stream: "stdout", text: "a" },
    { stream: "stderr", text: "c" },
    { stream: "stdout", text: "b" },
  ]);
});

test("with a terminal the process number is taken off too", async () => {
  const { lines } = await run(
    oneExec((socket) => socket.end("42\r\nhello\r\n"), [ended(0)]),
    { tty: true },
  );
  expect(lines).toEqual([{ stream: "stdout", text: "hello" }]);
});

test("characters and lines that are cut by frames come whole", async () => {
  const text = Buffer.from("44\nzwölf ✓\n");
  const frames = [...text].map((byte) => {
    const one = frame(1, "x");
    one[8] = byte;
    return one;
  });
  const { lines } = await run(oneExec((socket) => socket.end(Buffer.concat(frames)), [ended(0)]));
  expect(lines).toEqual([{ stream: "stdout", text: "zwölf ✓" }]);
});

test("what comes instead of a process number is output: the engine could not start the shell", async () => {
  const said = 'OCI runtime exec failed: exec: "/bin/sh": no such file or directory';
  const { outcome, lines } = await run(oneExec((socket) => socket.end(frame(1, `${said}\n`)), [ended(126)]));
  expect(outcome).toBe(126);
  expect(lines).toEqual([{ stream: "stdout", text: said }]);
});

test("a stream that ends while the engine is still noting the end is waited for", async () => {
  const { outcome } = await run(oneExec((socket) => socket.end(pid), [running, running, ended(0)]));
  expect(outcome).toBe(0);
});

const lost = "Whether the command succeeded is not known.";

test.each([
  ["ends while the command runs", (socket: Duplex) => socket.end(pid), running, "still running"],
  ["ends without an exit status", (socket: Duplex) => socket.end(pid), ended(null), "gives no exit status"],
  [
    "is cut inside a frame",
    (socket: Duplex) => socket.end(frame(1, "half").subarray(0, 10)),
    ended(0),
    "middle of a frame",
  ],
  [
    "is cut inside a header",
    (socket: Duplex) => socket.end(frame(1, "x").subarray(0, 3)),
    ended(0),
    "middle of a frame",
  ],
  ["is not of frames", (socket: Duplex) => socket.end("garbage, not frames"), ended(0), "not what the Docker engine"],
] as const)("a stream that %s is never success", async (_name, stream, inspection, why) => {
  const { outcome } = await run(oneExec((socket) => void stream(socket), [inspection]));
  expect(outcome).toMatchObject({ code: "COMMUNICATOR_LOST", source: "outside" });
  expect(outcome.message).toContain(why);
  expect(outcome.message).toContain(lost);
});

test("an engine that is gone when asked for the exit status is never success", async () => {
  const answers = oneExec((socket) => socket.end(pid), [ended(0)]);
  const gone = { "GET /exec/e1/json": (_request: unknown, response: { destroy(): void }) => response.destroy() };
  const { outcome } = await run({ ...answers, answers: { ...answers.answers, ...gone } });
  expect(outcome).toMatchObject({ code: "COMMUNICATOR_LOST", cause: { code: "DOCKER_CONNECTION_LOST" } });
});

test("an abort ends a command whose engine no longer answers, and closes its connection", async () => {
  const controller = new AbortController();
  const silent = oneExec(
    (socket) => {
      socket.write(pid);
      socket.once("close", () => undefined);
      controller.abort(new Error("enough"));
    },
    [running],
  );
  const { outcome } = await run(silent, { signal: controller.signal });
  expect(outcome.message).toBe("enough");
});

test("an abort closes the connection of a command that the engine does not even take", async () => {
  const controller = new AbortController();
  const answers = oneExec(() => undefined, []);
  const silent = () => controller.abort(new Error("enough"));
  const { outcome } = await run(
    { ...answers, answers: { ...answers.answers, "POST /containers/c/exec": silent } },
    { signal: controller.signal },
  );
  expect(outcome.message).toBe("enough");
});

test("status 137 is the command's own while its container runs, and the container's end otherwise", async () => {
  const answers = oneExec((socket) => socket.end(pid), [ended(137)]);
  const container = (...states: boolean[]) => ({
    "GET /containers/c/json": (request: FakeRequest, response: ServerResponse) => {
      const Running = states.length > 1 ? states.shift() : states[0];
      json({ Id: "c", State: { Running, ExitCode: 0 }, Config: { Tty: true } })(request, response);
    },
    "GET /containers/c/logs": (_request: FakeRequest, response: ServerResponse) => void response.end("bye\n"),
  });
  const { outcome: own } = await run({ ...answers, answers: { ...answers.answers, ...container(true) } });
  expect(own).toBe(137);
  const { outcome } = await run({ ...answers, answers: { ...answers.answers, ...container(true, true, false) } });
  expect(outcome).toMatchObject({ code: "CONTAINER_ENDED", message: expect.stringMatching(/It said: bye$/) });
});

test("an engine that does not upgrade is reported with its message", async () => {
  const answers = oneExec(() => undefined, []);
  const { outcome } = await run({
    answers: {
      ...answers.answers,
      "POST /containers/c/exec": (_request, response) => {
        response.writeHead(409).end(JSON.stringify({ message: "Container c is paused" }));
      },
    },
  });
  expect(outcome).toMatchObject({
    code: "DOCKER_API",
    message: 'Docker refused "POST /containers/c/exec" (status 409): Container c is paused',
    data: { status: 409, engineMessage: "Container c is paused" },
  });
});
