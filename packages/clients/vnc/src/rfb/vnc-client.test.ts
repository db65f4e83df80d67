import { setImmediate } from "node:timers/promises";
import { isIngotError } from "@ingot/core/plugin";
import {
  counted,
  type Peer,
  readKey,
  readKeys,
  scriptedServer,
  sendDesktop,
  uint32,
  welcome,
} from "./scripted-server.test-fixtures.js";
import { encryptDes } from "./vnc-authentication.js";
import { connectVnc } from "./vnc-client.js";

type Script = (peer: Peer) => Promise<void>;

/** Code and message of why a connection to a server with `script` fails; `@` stands for its address. */
async function failure(script: Script, password?: string): Promise<string> {
  await using server = await scriptedServer(script);
  const error: unknown = await connectVnc({ ...server, ...(password !== undefined && { password }) }).catch(
    (thrown) => thrown,
  );
  if (!isIngotError(error)) throw error;
  expect(error.source).toBe("outside");
  return `${error.code}: ${error.message.replace(`${server.host}:${server.port}`, "@")}`;
}

/** What the client says first, when the server says `banner`. */
async function answerTo(banner: string): Promise<string> {
  let answer = "";
  const said = await failure(async (peer) => {
    peer.write(banner);
    answer = (await peer.read(12)).toString();
    peer.end();
  });
  return answer === "" ? said : answer;
}

test.each([
  ["RFB 003.003\n", "RFB 003.003\n"],
  ["RFB 003.005\n", "RFB 003.003\n"],
  ["RFB 003.007\n", "RFB 003.007\n"],
  ["RFB 003.008\n", "RFB 003.008\n"],
  ["RFB 003.889\n", "RFB 003.008\n"],
  ["RFB 004.001\n", "RFB 003.008\n"],
  [
    "SSH-2.0-OpenSSH_9.2\n",
    'VNC_PROTOCOL: What answers at @ does not speak RFB as it should: it began with "SSH-2.0-Open".',
  ],
])("a server of %j is answered with %j", async (banner, answer) => expect(await answerTo(banner)).toBe(answer));

const challenge = Buffer.from("00112233445566778899aabbccddeeff", "hex");

/** "secret", each byte with its bits mirrored, and two bytes of nothing. */
const mirroredSecret = Buffer.from([0xce, 0xa6, 0xc6, 0x4e, 0xa6, 0x2e, 0, 0]);

async function expectSecret(peer: Peer): Promise<void> {
  peer.write(challenge);
  expect((await peer.read(16)).equals(encryptDes(challenge, mirroredSecret))).toBe(true);
  peer.write(uint32(0));
}

const steps =
  (...all: readonly Script[]): Script =>
  async (peer) => {
    for (const step of all) await step(peer);
  };

const send =
  (...bytes: readonly Uint8Array[]): Script =>
  async (peer) =>
    peer.write(...bytes);

const begin =
  (version: 3 | 7 | 8): Script =>
  async (peer) => {
    peer.write(`RFB 003.00${version}\n`);
    await peer.read(12);
  };

/** Offers ways to log in, of which the client must take `chosen`. */
const offer =
  (offered: readonly number[], chosen: number): Script =>
  async (peer) => {
    peer.write(Buffer.of(offered.length, ...offered));
    expect([...(await peer.read(1))]).toEqual([chosen]);
  };

const leave: Script = async (peer) => peer.end();

test.each([
  { name: "3.3, open", script: steps(begin(3), send(uint32(1))) },
  { name: "3.3, with a password", script: steps(begin(3), send(uint32(2)), expectSecret), password: "secret" },
  { name: "3.7, open, which tells no result", script: steps(begin(7), offer([1], 1)) },
  { name: "3.7, with a password", script: steps(begin(7), offer([2], 2), expectSecret), password: "secret" },
  { name: "3.8, open", script: steps(begin(8), offer([16, 1], 1), send(uint32(0))) },
  { name: "3.8, open, and nobody knows a password", script: steps(begin(8), offer([2, 1], 1), send(uint32(0))) },
  { name: "3.8, with a password", script: steps(begin(8), offer([2], 2), expectSecret), password: "secret" },
  { name: "3.8, which needs no password", script: steps(begin(8), offer([1, 2], 2), expectSecret), password: "secret" },
])("handshake: $name", async ({ script, password }) => {
  await using server = await scriptedServer(async (peer) => {
    await script(peer);
    expect([...(await peer.read(1))]).toEqual([1]); // shared
    sendDesktop(peer);
    expect(await readKey(peer)).toBe("+61");
  });
  await using client = await connectVnc({ ...server, ...(password !== undefined && { password }) });
  expect(client.name).toBe("scripted");
  await client.key(0x61, true);
  await server.script;
});

const known = "and we know a VNC password or none at all";

test.each([
  {
    name: "3.3 says why",
    script: steps(begin(3), send(uint32(0), counted("Too many connections."))),
    message: "VNC_REFUSED: The VNC server at @ refused the connection: Too many connections.",
  },
  {
    name: "3.8 says why",
    script: steps(begin(8), send(Buffer.of(0), counted("Go away"))),
    message: "VNC_REFUSED: The VNC server at @ refused the connection: Go away.",
  },
  {
    name: "the password is missing",
    script: steps(begin(8), offer([2], 2), send(challenge)),
    message: "VNC_AUTHENTICATION: The VNC server at @ does not let us in: it asks for a password, and there is none.",
  },
  {
    name: "the password is wrong, and 3.7 cannot say so",
    script: steps(begin(7), offer([2], 2), send(challenge, uint32(1))),
    message: "VNC_AUTHENTICATION: The VNC server at @ does not let us in: the password is wrong.",
    password: "wrong",
  },
  {
    name: "the password is wrong",
    script: steps(begin(8), offer([2], 2), send(challenge, uint32(1), counted("Authentication failed"))),
    message: 'VNC_AUTHENTICATION: The VNC server at @ does not let us in: it says "Authentication failed".',
    password: "wrong",
  },
  {
    name: "only ways that we do not have",
    script: steps(begin(8), send(Buffer.of(2, 19, 77))),
    message: `VNC_AUTHENTICATION: The VNC server at @ does not let us in: it offers VeNCrypt, type 77 only, ${known}.`,
  },
  {
    name: "3.3 decides for a way that we do not have",
    script: steps(begin(3), send(uint32(16))),
    message: `VNC_AUTHENTICATION: The VNC server at @ does not let us in: it offers Tight only, ${known}.`,
  },
  {
    name: "the connection ends half-way",
    script: steps(begin(8), leave),
    message: "VNC_CONNECTION_LOST: The VNC connection to @ was lost while shaking hands: the server closed it.",
  },
])("refusal: $name", async ({ script, message, password }) => expect(await failure(script, password)).toBe(message));

test("nobody listens", async () => {
  const server = await scriptedServer(async () => undefined);
  await server[Symbol.asyncDispose]();
  const { host, port } = server;
  await expect(connectVnc({ host, port })).rejects.toMatchObject({
    code: "VNC_UNREACHABLE",
    message: `No VNC server answers at ${host}:${port}: connect ECONNREFUSED ${host}:${port}.`,
  });
});

test("what the server sends is read and dropped, and keys go through", async () => {
  const picture = [0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0];
  const unasked = [
    2,
    ...picture,
    ...Array(8).fill(9),
    1,
    0,
    0,
    0,
    0,
    2,
    ...Array(12).fill(9),
    3,
    0,
    0,
    0,
    0,
    0,
    0,
    3,
    9,
    9,
    9,
    2,
  ];
  await using server = await scriptedServer(async (peer) => {
    await welcome(peer);
    for (const byte of unasked) peer.write(Buffer.of(byte));
    expect(await readKey(peer)).toBe("+ff0d");
    expect(await readKey(peer)).toBe("-ff0d");
    peer.end();
  });
  const client = await connectVnc(server);
  await client.key(0xff0d, true);
  await client.key(0xff0d, false);
  await server.script;
  await client.close();
});

/** How typing fails once the server has done what `script` says. */
async function lossOf(script: Script): Promise<string> {
  await using server = await scriptedServer(steps(welcome, script));
  await using client = await connectVnc(server);
  for (;;) {
    await setImmediate();
    const error: unknown = await client.key(0x61, true).catch((thrown) => thrown);
    if (isIngotError(error)) return `${error.code}: ${error.message.replace(`${server.host}:${server.port}`, "@")}`;
    expect(error).toBe(undefined);
  }
}

test("a server that goes is told of by the next key", async () =>
  expect(await lossOf(leave)).toBe(
    "VNC_CONNECTION_LOST: The VNC connection to @ was lost while typing: the server closed it.",
  ));

test.each([
  [[9], "it sent a message of type 9, which is not known"],
  [[0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 16], "it sent a picture in the encoding 16, which we did not offer"],
])("a server that sends %j is left", async (bytes, what) =>
  expect(await lossOf(send(Buffer.from(bytes)))).toBe(
    `VNC_PROTOCOL: What answers at @ does not speak RFB as it should: ${what}.`,
  ),
);

test("closing lets go of what is held, last first", async () => {
  let keys: string[] = [];
  await using server = await scriptedServer(async (peer) => {
    await welcome(peer);
    keys = await readKeys(peer);
  });
  const client = await connectVnc(server);
  for (const keysym of [0xffe3, 0xffe9, 0x61]) await client.key(keysym, true);
  await client.key(0xffe9, false);
  await client.close();
  await server.script;
  expect(keys).toEqual(["+ffe3", "+ffe9", "+61", "-ffe9", "-61", "-ffe3"]);
});

test("cancelling ends a connection that does not come about, with the signal's reason", async () => {
  const abort = new AbortController();
  const reason = new Error("cancelled");
  await using server = await scriptedServer(async (peer) => {
    await begin(8)(peer);
    abort.abort(reason);
    await expect(peer.read(1)).rejects.toThrow(); // the client has gone
  });
  await expect(connectVnc({ ...server, signal: abort.signal })).rejects.toBe(reason);
  await server.script;
  await expect(connectVnc({ ...server, signal: abort.signal })).rejects.toBe(reason);
});

test("a server that says nothing is not waited for without end", async () => {
  await using server = await scriptedServer(async () => undefined);
  await expect(connectVnc({ ...server, patience: 20 })).rejects.toMatchObject({
    code: "VNC_UNREACHABLE",
    message: `No VNC server answers at ${server.host}:${server.port}: it did not let us in within 0.02 s.`,
  });
});

test("cancelling after that ends nothing: what is held is let go of by whoever closes", async () => {
  const abort = new AbortController();
  await using server = await scriptedServer(async (peer) => {
    await welcome(peer);
    expect(await readKeys(peer)).toEqual(["+ffe1", "-ffe1"]);
  });
  const client = await connectVnc({ ...server, signal: abort.signal });
  await client.key(0xffe1, true);
  abort.abort();
  await client.close();
  await server.script;
});
