import type { IncomingMessage, ServerResponse } from "node:http";
import { contentType } from "./content-type.js";

/** Answers a request, and says how many bytes it has; undefined where nothing is at the path, and then without an answer. */
export type Answer = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<number | undefined>;

/** What there is beside the path that was asked for, to guess what was meant. */
export type Neighbours = (path: string) => Promise<readonly string[]>;

export interface Served {
  readonly answer: Answer;
  readonly neighbours: Neighbours;
}

/** Texts by their paths. A path that is written without its first slash has it all the same. */
export function servedContent(texts: Readonly<Record<string, string>>): Served {
  const bodies = new Map(
    Object.entries(texts).map(([path, text]) => [path.startsWith("/") ? path : `/${path}`, Buffer.from(text)]),
  );
  return {
    answer: async (path, request, response) => {
      const body = bodies.get(path);
      if (!body) return undefined;
      response.writeHead(200, {
        "Content-Type": contentType(path, body.subarray(0, 512)),
        "Content-Length": body.length,
      });
      response.end(request.method === "HEAD" ? undefined : body);
      return body.length;
    },
    neighbours: async () => [...bodies.keys()],
  };
}
