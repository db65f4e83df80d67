import { readFileSync, statSync } from "node:fs";
import type { Host } from "./host.js";
import type { CheckHost } from "./plugin.js";

/** What a component's check may ask of the outside: it looks, at once, and changes nothing. */
export function checkHostOf({ cwd, env, resolve }: Host): CheckHost {
  return { cwd, env, kindOf: (path) => kindOf(resolve(path)), textOf: (path) => textOf(resolve(path)) };
}

/** In bytes: keys and lists are smaller, and a check must not take long. */
const smallFile = 1 << 20;

function textOf(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= smallFile ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined; // whoever needs it will say why
  }
}

function kindOf(path: string): ReturnType<CheckHost["kindOf"]> {
  try {
    const found = statSync(path);
    return found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
  } catch {
    return undefined; // out of reach is as good as absent: whoever needs it cannot have it
  }
}
