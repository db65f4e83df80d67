import { testHost } from "@ingot/testing";
import type { QmpEvent } from "./message.js";
import { connectQmp } from "./qmp-client.js";
import { type Asked, greet, type MonitorPeer, scriptedMonitor } from "./scripted-monitor.test-fixtures.js";

const host = testHost();
afterAll(() => host[Symbol.dispose]());

type Script = (peer: MonitorPeer) => Promise<void>;

/** Connects to a monitor that greets and then does what `script` says. */
async function connected(script: Script, onEvent: (event: QmpEvent) => void = () => undefined) {
  const monitor = scriptedMonitor(async (peer) => {
    await greet(peer);
    await script(peer);
  });
  await monitor.listen();
  return { monitor, client: await connectQmp({ path: monitor.path, host, onEvent }) };
}

test("answers find their commands, in whatever order they come", async () => {
  const asked: Asked[] = [];
  const { monitor, client } = await connected(async (peer) => {
    asked.push(await peer.asked(), await peer.asked());
    for (const { execute, id } of [...asked].reverse()) peer.send({ return: { to: execute }, id });
  });
  await using _ = monitor;
  await using __ = client;
  const answers = await Promise.all([client.execute("first"), client.execute("second", { a: 1 })]);
  expect(answers).toEqual([{ to: "first" }, { to: "second" }]);
  expect(asked.map(({ execute, arguments: args }) => [execute, args])).toEqual([
    ["first", {}],
    ["second", { a: 1 }],
  ]);
});

test("a text is whole, however its bytes are cut, and events come in between", async () => {
  const events: QmpEvent[] = [];
  const { monitor, client } = await connected(
    async (peer) => {
      const { id } = await peer.asked();
      const event = { event: "STOP", timestamp: { seconds: 1, microseconds: 2 } };
      const sent = `${JSON.stringify(event)}\r\n${JSON.stringify({ return: "größe €😀", id })}\r\n`;
      for (const byte of Buffer.from(sent)) peer.send(Buffer.of(byte));
    },
    (event) => void events.push(event),
  );
  await using _ = monitor;
  await using __ = client;
  expect(await client.execute("query-name")).toBe("größe €😀");
  expect(events).toEqual([{ event: "STOP", data: {}, timestamp: { seconds: 1, microseconds: 2 } }]);
});

test("a refusal is QEMU's, with its class and description", async () => {
  const { monitor, client } = await connected(async (peer) => {
    const { id } = await peer.asked();
    peer.send({ error: { class: "DeviceNotFound", desc: "Device 'x' not found." }, id });
  });
  await using _ = monitor;
  await using __ = client;
  await expect(client.execute("eject", { device: "x" })).rejects.toMatchObject({
    code: "QMP_COMMAND",
    source: "outside",
    message: `QEMU refused "eject": Device 'x' not found (DeviceNotFound).`,
    data: { command: "eject", class: "DeviceNotFound", desc: "Device 'x' not found." },
  });
});

test("a monitor that goes in mid-command fails it, and those after it", async () => {
  const { monitor, client } = await connected(async (peer) => {
    await peer.asked();
    peer.send('{"return": {"half');
    peer.end();
  });
  await using _ = monitor;
  const lost = (command: string) => ({
    code: "QMP_CONNECTION_LOST",
    message: `The connection to QEMU's monitor at ${monitor.path} was lost during "${command}": QEMU closed it.`,
  });
  await expect(client.execute("query-status")).rejects.toMatchObject(lost("query-status"));
  await client.closed;
  await expect(client.execute("quit")).rejects.toMatchObject(lost("quit"));
  await client.close();
});

test("closing fails what waits", async () => {
  const { monitor, client } = await connected(async (peer) => void (await peer.asked()));
  await using _ = monitor;
  const answer = expect(client.execute("query-status")).rejects.toMatchObject({
    message: `The connection to QEMU's monitor at ${monitor.path} was lost during "query-status": it was closed on this side.`,
  });
  await monitor.script;
  await client.close();
  await answer;
});

test.each([
  ["not JSON", "not JSON\r\n", '"not JSON"'],
  ["a value that is no message", "[1]\r\n", '"[1]"'],
  ["an answer to nobody", '{"error":{"class":"GenericError","desc":"JSON parse error"}}\r\n', undefined],
])("what answers with %s is left", async (_name, sent, quoted) => {
  const { monitor, client } = await connected(async (peer) => {
    await peer.asked();
    peer.send(sent);
  });
  await using _ = monitor;
  await expect(client.execute("query-status")).rejects.toMatchObject({
    code: "QMP_PROTOCOL",
    message: `What answers at ${monitor.path} does not speak QMP as it should: it sent ${quoted ?? JSON.stringify(sent.trim())}.`,
  });
});

test("the socket is waited for until QEMU has made it", async () => {
  await using monitor = scriptedMonitor(greet);
  let slept = 0;
  const patient = {
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      slept += 1;
      if (slept === 3) await monitor.listen();
      if (milliseconds > 1000) await host.sleep(milliseconds, signal);
    },
  };
  await using _client = await connectQmp({ path: monitor.path, host: patient });
  expect(slept).toBeGreaterThanOrEqual(3);
});

test("the waiting has an end", async () => {
  await using monitor = scriptedMonitor(greet);
  const slept: number[] = [];
  const counting = { sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  await expect(connectQmp({ path: monitor.path, host: counting, patience: 200 })).rejects.toMatchObject({
    code: "QMP_UNREACHABLE",
    message: `QEMU's monitor at ${monitor.path} does not answer: connect ENOENT ${monitor.path}.`,
  });
  expect(slept).toEqual([50, 50, 50, 50]);
});

test("a monitor that serves somebody else does not greet", async () => {
  await using monitor = scriptedMonitor(async () => undefined);
  await monitor.listen();
  await expect(connectQmp({ path: monitor.path, host, patience: 50 })).rejects.toMatchObject({
    code: "QMP_UNREACHABLE",
    message: `QEMU's monitor at ${monitor.path} does not answer: it does not greet; perhaps it serves somebody else.`,
  });
});

const reason = new Error("cancelled");

test("cancelling ends the waiting for the socket, for the greeting and for an answer", async () => {
  await using absent = scriptedMonitor(greet);
  const abort = new AbortController();
  const aborting = {
    sleep: async () => {
      abort.abort(reason);
      throw reason;
    },
  };
  await expect(connectQmp({ path: absent.path, host: aborting, signal: abort.signal })).rejects.toBe(reason);

  const mute = new AbortController();
  await using silent = scriptedMonitor(async () => mute.abort(reason));
  await silent.listen();
  await expect(connectQmp({ path: silent.path, host, signal: mute.signal })).rejects.toBe(reason);

  const late = new AbortController();
  const { monitor, client } = await connected(async (peer) => {
    const { id } = await peer.asked();
    late.abort(reason);
    peer.send({ return: "late", id });
    peer.send({ return: "next", id: (await peer.asked()).id });
  });
  await using _ = monitor;
  await using __ = client;
  await expect(client.execute("slow", {}, late.signal)).rejects.toBe(reason);
  await expect(client.execute("slow", {}, late.signal)).rejects.toBe(reason);
  expect(await client.execute("other")).toBe("next");
});
