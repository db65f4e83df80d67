import { open, readdir, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, posix } from "node:path";
import { contentType } from "./content-type.js";
import type { Served } from "./served-content.js";

/**
 * A directory as Packer serves it: links are followed, `index.html` stands for its directory, other directories are listed, and
 * what needs one slash more or less is redirected.
 */
export function servedDirectory(root: string): Served {
  return {
    answer: (path, request, response) => answerFrom(root, path, request, response),
    neighbours: (path) => neighboursIn(root, path),
  };
}

async function answerFrom(root: string, path: string, request: IncomingMessage, response: ServerResponse) {
  const file = join(root, posix.normalize(path)).replace(/\/$/, "");
  const kind = await kindOf(file);
  if (path.endsWith("/index.html") && kind === "file") return redirect(response, "./");
  if (kind === "directory" && !path.endsWith("/"))
    return redirect(response, `${encodeURIComponent(posix.basename(path))}/`);
  if (kind === "file" && path.endsWith("/"))
    return redirect(response, `../${encodeURIComponent(posix.basename(path))}`);
  if (kind === "file") return sendFile(file, request, response);
  if (kind !== "directory") return undefined;
  const index = join(file, "index.html");
  return (await kindOf(index)) === "file" ? sendFile(index, request, response) : list(file, response);
}

const kindOf = (path: string): Promise<"file" | "directory" | undefined> =>
  stat(path).then(
    (found) => (found.isFile() ? "file" : found.isDirectory() ? "directory" : undefined),
    () => undefined,
  );

function redirect(response: ServerResponse, location: string): number {
  response.writeHead(301, { Location: location, "Content-Length": 0 }).end();
  return 0;
}

async function sendFile(file: string, request: IncomingMessage, response: ServerResponse): Promise<number> {
  const { default: send } = await import("send");
  response.setHeader("Content-Type", contentType(file, await beginningOf(file)));
  const { size } = await stat(file);
  return new Promise((done) => {
    response.once("close", () => done(size));
    send(request, encoded(file), { dotfiles: "allow", index: false }).pipe(response);
  });
}

/** As a part of a URL: `send` and browsers decode it. */
const encoded = (path: string): string => encodeURI(path).replace(/[?#]/g, encodeURIComponent);

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function list(directory: string, response: ServerResponse): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort();
  const lines = names.map((name) => `<a href="${encoded(name).replace(/^[^/]*:/, "./$&")}">${escaped(name)}</a>\n`);
  const body = Buffer.from(`<pre>\n${lines.join("")}</pre>\n`);
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": body.length });
  response.end(body);
  return body.length;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

async function neighboursIn(root: string, path: string): Promise<readonly string[]> {
  const directory = posix.dirname(posix.normalize(path));
  const names = await readdir(join(root, directory)).catch(() => []);
  return names.map((name) => posix.join(directory, name));
}
