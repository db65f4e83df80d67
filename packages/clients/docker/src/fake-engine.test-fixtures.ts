import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";

export interface FakeEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly url: string;
  /** "METHOD /path?query", in order, without the version. */
  readonly requests: string[];
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
}

export interface FakeAnswers {
  /** By "METHOD /path", without version and query. What is not listed is answered with 501. */
  readonly answers?: Readonly<Record<string, (request: FakeRequest, response: ServerResponse) => void>>;
  /** What a hijacked stream does, by "METHOD /path". */
  readonly streams?: Readonly<Record<string, (stream: Duplex) => void>>;
  readonly apiVersion?: string;
}

export interface FakeRequest {
  readonly body: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
}

/** A strict stand-in for an engine, on a socket of its own: it does what the test says, and nothing else. */
export async function fakeEngine({
  answers = {},
  streams = {},
  apiVersion = "1.41",
}: FakeAnswers): Promise<FakeEngine> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  const note = (request: IncomingMessage) => {
    const url = new URL(request.url!.replace(/^\/v[\d.]+/, ""), "http://docker");
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    return { url, key: `${request.method} ${url.pathname}` };
  };
  const server = createServer(async (request, response) => {
    const { url, key } = note(request);
    if (key === "GET /_ping") return void response.setHeader("Api-Version", apiVersion).end("OK");
    const answer = answers[key];
    if (!answer) return void response.writeHead(501).end(JSON.stringify({ message: `nobody expected ${key}` }));
    const body = await text(request).catch(() => "");
    answer({ body, url, headers: request.headers }, response);
  });
  server.on("upgrade", (request, socket) => {
    const { key } = note(request);
    socket.on("error", () => undefined);
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    streams[key]?.(socket);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
  });
  const path = join(tmpdir(), `ingot-fake-${randomBytes(8).toString("hex")}.sock`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    url: `unix://${path}`,
    requests,
    idle: async () => {
      if (sockets.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const json = (value: unknown) => (_request: FakeRequest, response: ServerResponse) => {
  response.setHeader("Content-Type", "application/json").end(JSON.stringify(value));
};

/** One frame of a multiplexed stream. */
export function frame(stream: 1 | 2 | 3, payload: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
}
