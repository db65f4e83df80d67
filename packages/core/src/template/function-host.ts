import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { FunctionHost, RemoteValues } from "@ingot/hcl";
import { checkHostOf } from "../check-host.js";
import type { Host } from "../host.js";

/** The world as functions of a template see it; `root` is the template's folder as the user gave it. */
export function functionHostOf(host: Host, root: string, remote?: RemoteValues): FunctionHost {
  return {
    readFile: (path) => readFileSync(path),
    kindOf: checkHostOf(host).kindOf,
    listFiles: filesBelow,
    baseDirectory: host.resolve(root),
    cwd: host.cwd,
    home: host.resolve("~/"),
    now: () => host.now(),
    startTime: host.now(),
    randomBytes: (count) => host.randomBytes(count),
    ...(remote && { remote }),
  };
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
