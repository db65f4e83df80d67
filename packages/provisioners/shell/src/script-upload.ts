import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { inlineText, scriptPaths } from "@ingot/client-shell-script";
import { openSource } from "@ingot/client-transfer";
import { type BuildContext, IngotError, isIngotError, type JsonValue, reasonOf } from "@ingot/core/plugin";
import type { ShellConfig } from "./config.js";
import { unixLineEnds } from "./unix-line-ends.js";

export interface ScriptUpload {
  /** For people. */
  readonly name: string;
  /** What to upload, afresh for each attempt: an absolute path, or a stream. */
  open(): Promise<string | Readable>;
}

/** The scripts in the order in which they run. Inline text never touches this machine's disk. */
export function scriptUploads(
  config: ShellConfig,
  data: Readonly<Record<string, JsonValue>>,
  run: BuildContext,
): ScriptUpload[] {
  const { inline = [], binary } = config;
  if (inline.length > 0) return [inlineUpload(inline, config, data, run)];
  return scriptPaths(config).map((name) => {
    const path = run.host.resolve(name);
    return { name, open: () => openScript(name, path, binary) };
  });
}

function inlineUpload(
  lines: readonly string[],
  { inline_shebang, binary }: ShellConfig,
  data: Readonly<Record<string, JsonValue>>,
  run: BuildContext,
): ScriptUpload {
  const bringsItsOwn = lines[0]!.startsWith("#!") && inline_shebang === undefined;
  const rendered = lines.map((line) => run.render(line, data));
  const text = inlineText(rendered, bringsItsOwn ? undefined : (inline_shebang ?? "/bin/sh -e"));
  const bytes = Buffer.from(binary ? text : text.replaceAll("\r\n", "\n"));
  return { name: "inline script", open: async () => Readable.from([bytes]) };
}

async function openScript(name: string, path: string, binary: boolean): Promise<string | Readable> {
  const bytes = await openSource(path).catch((error: unknown) => {
    throw isIngotError(error) ? error : unreadable(name, error);
  });
  if (!binary) return pipeline(bytes, unixLineEnds(), () => {}); // an error destroys the last stream with it
  if (!(await stat(path)).isFile()) return bytes;
  bytes.destroy();
  return path;
}

const unreadable = (name: string, cause: unknown) =>
  new IngotError({
    code: "SCRIPT_UNREADABLE",
    source: "user",
    message: `Cannot read the script "${name}": ${reasonOf(cause)}`,
    cause,
  });
