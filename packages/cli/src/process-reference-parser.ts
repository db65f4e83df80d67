import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import type { Host } from "@ingot/core";
import type { ReferenceParser } from "./second-opinion.js";

const acceptedCode = 10;
const refusedCode = 11;

/** Runs in a process of its own: its 150 MB are gone afterwards, and it can be stopped while it computes. */
const script = `
const { parse } = require(process.argv[1]);
let text = "";
process.stdin.setEncoding("utf8").on("data", (part) => { text += part; }).on("end", () => parse("a.hcl", text)
  .then(() => ${acceptedCode}, (error) => /^convert/.test(error.message) ? ${acceptedCode} : /^parse config/.test(error.message) ? ${refusedCode} : 1)
  .then((code) => process.exit(code)));
`;

/** The parser that is installed beside this command line; undefined where there is none. */
export function processReferenceParser(host: Host): ReferenceParser | undefined {
  try {
    const path = createRequire(realpathSync(process.argv[1]!)).resolve("@cdktf/hcl2json");
    return (text) => askModule(path, text, host, AbortSignal.timeout(2000));
  } catch {
    return undefined;
  }
}

/** What the module at `path` says of the text; undefined when it fails, or `signal` is aborted first. */
export async function askModule(
  path: string,
  text: string,
  host: Host,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    const child = host.spawn(process.execPath, ["-e", script, path], { stdin: "pipe", signal, killAfter: 0 });
    child.stdout.resume();
    child.stderr.resume();
    child.stdin!.on("error", () => {}); // it ended before it read; its exit tells
    child.stdin!.end(text);
    const { code } = await child.exit;
    return code === acceptedCode ? true : code === refusedCode ? false : undefined;
  } catch {
    return undefined;
  }
}
