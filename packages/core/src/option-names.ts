import { suggest } from "@ingot/hcl";
import type { CleanOptions, EngineOptions, LoadOptions, RunOptions, Selection } from "./engine-api.js";
import { IngotError } from "./errors.js";

/** Every name of `Options`: the compiler notices one that is missing here. */
type NamesOf<Options> = Readonly<Record<keyof Required<Options>, true>>;

const loadNames: NamesOf<LoadOptions> = {
  text: true,
  language: true,
  variables: true,
  variableFiles: true,
  syntaxOnly: true,
  warnOnUndeclared: true,
  allowUnset: true,
  skipReading: true,
  allowMissingPlugins: true,
  signal: true,
  onRead: true,
};

const runNames: NamesOf<RunOptions> = {
  parallelBuilds: true,
  builderConcurrency: true,
  onError: true,
  force: true,
  debug: true,
  signal: true,
  io: true,
};

const engineNames: NamesOf<EngineOptions> = { host: true, components: true };
const selectionNames: NamesOf<Selection> = { only: true, except: true };
const cleanNames: NamesOf<CleanOptions> = { runId: true, dryRun: true, signal: true, say: true };

/** The options of every call, by name. */
export const optionNames = {
  createEngine: engineNames,
  load: loadNames,
  plan: selectionNames,
  run: runNames,
  clean: cleanNames,
} as const;

/**
 * Throws for an option that nobody would read, such as a misspelt one: TypeScript tells those who use it, and this the others.
 * `call` is what the message names.
 */
export function refuseUnknownOptions(call: string, options: object, names: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  const near = suggest(unknown, Object.keys(names));
  const hint = near ? `Did you mean "${near}"?` : `It has ${Object.keys(names).join(", ")}.`;
  const message = `${call} has no option "${unknown}". ${hint}`;
  throw new IngotError({ code: "UNKNOWN_OPTION", source: "user", message, data: { option: unknown } });
}
