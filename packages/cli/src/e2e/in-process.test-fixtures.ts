import { nodeHost } from "@ingot/core";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

/** Runs the command line in `cwd`; what it says about its directory is said of "DIRECTORY". */
export async function ingot(cwd: string, env: NodeJS.ProcessEnv, ...argv: string[]) {
  const terminal = recordedTerminal();
  const host = nodeHost({ cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } });
  const code = await main({ argv, host, terminal, signal: new AbortController().signal });
  const { out, err } = terminal.written;
  return { code, out, err: err.replaceAll(cwd, "DIRECTORY") };
}

export const noStackTrace = (text: string) => expect(text).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
