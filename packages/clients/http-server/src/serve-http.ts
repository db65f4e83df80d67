import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { ListenOptions } from "node:net";
import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";
import { listenOptions } from "./addresses.js";
import type { HttpConfig } from "./http-fields.js";
import { requestLog } from "./request-log.js";
import { type Served, servedContent } from "./served-content.js";
import { servedDirectory } from "./served-directory.js";

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves until the build ends, at a port that nobody else uses. Undefined where there is nothing to serve. */
export async function serveHttp(config: HttpConfig, run: BuildContext): Promise<HttpServer | undefined> {
  const served = servedOf(config, run);
  if (!served) return undefined;
  const tell = requestLog(run);
  const server = createServer((request, response) => void respond(served, tell, request, response));
  const port = await listen(server, config, run);
  const close = () => closeServer(server);
  run.defer(close);
  run.say(`Starting HTTP server on port ${port}`);
  return { port, close, [Symbol.asyncDispose]: close };
}

function servedOf({ http_directory, http_content }: HttpConfig, { host }: BuildContext): Served | undefined {
  if (http_directory) return servedDirectory(host.resolve(http_directory));
  return http_content && servedContent(http_content);
}

/** The ports of the range, from a random one on: builds that start together seldom meet. Listening is what reserves one. */
async function listen(server: Server, config: HttpConfig, { host }: BuildContext): Promise<number> {
  const { http_port_min: min, http_port_max: max } = config;
  const options = listenOptions(config, host);
  const count = max - min + 1;
  const first = Buffer.from(host.randomBytes(4)).readUInt32BE() % count;
  for (let step = 0; step < count; step++) {
    const port = min + ((first + step) % count);
    if (await isFree(server, { ...options, port })) return port;
  }
  throw noPort(min, max);
}

async function isFree(server: Server, options: ListenOptions): Promise<boolean> {
  try {
    await once(server.listen(options), "listening");
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE" || code === "EACCES") return false; // taken, or kept for the system
    throw cannotListen(options, error);
  }
}

const noPort = (min: number, max: number) =>
  new IngotError({
    code: "HTTP_NO_PORT",
    source: "user",
    message: `No port from ${min} to ${max} is free for the HTTP server. Widen the range with http_port_min and http_port_max.`,
  });

const cannotListen = ({ host }: ListenOptions, cause: unknown) =>
  new IngotError({
    code: "HTTP_LISTEN",
    source: "user",
    message: `The HTTP server cannot listen on ${host ?? "this machine's addresses"}: ${reasonOf(cause)}. http_bind_address and http_interface say where it listens.`,
    cause,
  });

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}

type Tell = ReturnType<typeof requestLog>;

async function respond(served: Served, tell: Tell, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  try {
    const size = path === undefined ? undefined : await served.answer(path, request, response);
    if (size === undefined) await refuse(served, tell, path ?? request.url ?? "", response);
    else if (response.statusCode < 300) tell(path!, `The machine fetched ${path}, ${size} bytes`);
  } catch (error) {
    tell(path!, `The machine asked for ${path}, which cannot be read: ${reasonOf(error)}`);
    if (response.headersSent) response.destroy();
    else end(response, 500, "The file cannot be read.");
  }
}

/** Without a query, and without percent signs; undefined where those mean nothing, or a NUL. */
function pathOf({ url = "/" }: IncomingMessage): string | undefined {
  try {
    const path = decodeURIComponent(url.replace(/[?#].*$/s, ""));
    return path.includes("\0") ? undefined : path.replace(/^\/*/, "/");
  } catch {
    return undefined;
  }
}

async function refuse({ neighbours }: Served, tell: Tell, path: string, response: ServerResponse): Promise<void> {
  const { suggest } = await import("@ingot/hcl");
  const near = suggest(path, await neighbours(path));
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  tell(path, `The machine asked for ${path}, and there is no such file.${hint}`);
  end(response, 404, `404 page not found${hint && `.${hint}`}`);
}

function end(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${message}\n`);
}
