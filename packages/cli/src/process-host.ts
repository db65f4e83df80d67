import type { Host } from "@ingot/core";
import { nodeHost } from "@ingot/core/node-host"; // not the whole engine: some commands need none of it
import { setting } from "./setting.js";

/** This process's machine, working directory and environment. */
export function processHost(): Host {
  const { env } = process;
  const host = nodeHost({ cwd: process.cwd(), env });
  const tempDirectory = setting(env, "TMP_DIR");
  return tempDirectory ? { ...host, tempDirectory: host.resolve(tempDirectory) } : host;
}
