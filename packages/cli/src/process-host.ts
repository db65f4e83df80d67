import type { Host } from "@ingot/core";
import { nodeHost } from "@ingot/core/node-host"; // not the whole engine: some commands need none of it

/** This process's machine, working directory and environment. */
export const processHost = (): Host => nodeHost({ cwd: process.cwd(), env: process.env });
