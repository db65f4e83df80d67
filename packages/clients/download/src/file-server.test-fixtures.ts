import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
}

/** May answer in place of the server; says with true that it has. */
export type Mischief = (count: number, response: ServerResponse, request: IncomingMessage) => boolean;

/** A web server that has one file at every path, and does as RFC 9110 says unless `mischief` steps in. */
export async function fileServer(initial: Buffer = randomBytes(300_000)) {
  const state = { content: initial, mischief: (() => false) as Mischief, headers: {} as Record<string, string> };
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    const { method = "", url: path = "", headers } = request;
    requests.push({ method, path, range: headers.range });
    if (!state.mischief(requests.length, response, request)) answer(state.content, state.headers, request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}/image.iso`, requests, [Symbol.dispose]: close });
}

export const digestOf = (content: Buffer, algorithm = "sha256") => createHash(algorithm).update(content).digest("hex");

export const etagOf = (content: Buffer) => `"${digestOf(content).slice(0, 12)}"`;

function answer(
  content: Buffer,
  extra: Record<string, string>,
  { headers }: IncomingMessage,
  response: ServerResponse,
) {
  const etag = etagOf(content);
  const isSame = headers["if-range"] === undefined || headers["if-range"] === etag;
  const start = isSame ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0) : 0;
  const common = { ETag: etag, "Accept-Ranges": "bytes", ...extra };
  if (headers["if-none-match"] === etag) response.writeHead(304, common).end();
  else if (start >= content.length) response.writeHead(416, common).end();
  else {
    const range = { "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}` };
    const length = { "Content-Length": content.length - start };
    response.writeHead(start > 0 ? 206 : 200, { ...common, ...length, ...(start > 0 && range) });
    response.end(content.subarray(start));
  }
}

/** Sends `count` bytes of the whole file, and then closes the connection. */
export function cutAfter(count: number, content: Buffer, response: ServerResponse): true {
  response.writeHead(200, { ETag: etagOf(content), "Content-Length": content.length });
  response.write(content.subarray(0, count), () => response.destroy());
  return true;
}
