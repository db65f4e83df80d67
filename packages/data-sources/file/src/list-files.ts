import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { IngotError } from "@ingot/core/plugin";
import picomatch from "picomatch";

/** More names are no list for a template. */
const mostFiles = 100_000;

/** The files below `folder` that `pattern` matches, with `/` between the parts, sorted by code units. Links are not followed. */
export async function listFiles(folder: string, pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const matches = picomatch(pattern, { dot: false });
  const isDeep = pattern.includes("/") || pattern.includes("**");
  const found: string[] = [];
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    signal.throwIfAborted();
    for await (const entry of await opendir(join(folder, at))) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && isDeep) waiting.push(path);
      if (entry.isFile() && matches(path)) found.push(path);
      if (found.length + waiting.length > mostFiles) throw tooMany(folder);
    }
  }
  return found.sort();
}

function tooMany(folder: string): IngotError {
  const message = `The folder ${folder} holds more than ${mostFiles} files. Give a pattern that fits fewer.`;
  return new IngotError({ code: "TOO_MANY_FILES", source: "user", message });
}
