import { suggest } from "@ingot/hcl";
import type { CleanOptions, EngineOptions, LoadOptions, RunOptions, Selection } from "../engine-api.js";
import { IngotError } from "../errors.js";
import type { NodeHostOptions } from "../node-host.js";
import * as argument from "./arguments.js";
import { checkArgument } from "./check-argument.js";
import {
  anObject,
  callback,
  count,
  type Expected,
  flag,
  type Members,
  oneOf,
  optional,
  recordOf,
  text,
} from "./expected.js";

const load: Members<LoadOptions> = {
  text: optional(text),
  language: optional(oneOf("hcl2", "json")),
  variables: optional(argument.variables),
  variableFiles: optional(argument.texts),
  syntaxOnly: optional(flag),
  warnOnUndeclared: optional(flag),
  allowUnset: optional(flag),
  skipReading: optional(flag),
  allowMissingPlugins: optional(flag),
  signal: optional(argument.abortSignal),
  onRead: optional(callback),
};

const plan: Members<Selection> = { only: optional(argument.texts), except: optional(argument.texts) };

const run: Members<RunOptions> = {
  parallelBuilds: optional(count),
  builderConcurrency: optional(recordOf("whole numbers", optional(count))),
  onError: optional(oneOf("cleanup", "abort", "ask", "run-cleanup-provisioner")),
  force: optional(flag),
  debug: optional(flag),
  signal: optional(argument.abortSignal),
  io: optional(argument.io),
};

const clean: Members<CleanOptions> = {
  runId: optional(text),
  dryRun: optional(flag),
  signal: optional(argument.abortSignal),
  say: optional(callback),
};

const createEngine: Members<EngineOptions> = { host: argument.host, components: argument.components };

const nodeHost: Members<NodeHostOptions> = {
  cwd: argument.absolutePath,
  env: argument.environment,
  stateDirectory: optional(argument.absolutePath),
  tempDirectory: optional(argument.absolutePath),
};

/** The options of every call, by name: the compiler notices one that is missing here. */
export const expectedOptions = { createEngine, load, plan, run, clean, nodeHost } as const;

/** Throws for what cannot be a template's path. */
export const checkPath = (call: string, path: unknown): void => checkArgument(call, "path", path, text);

/** Throws for an option that nobody would read, such as a misspelt one, and for one whose value is of no use. */
export function checkOptions<Options extends object>(call: string, options: Options, expected: Members<Options>): void {
  checkArgument(call, "options", options, anObject);
  refuseUnknown(call, Object.keys(options), Object.keys(expected));
  for (const [name, each] of Object.entries<Expected<unknown>>(expected))
    checkArgument(call, name, options[name as keyof Options], each);
}

function refuseUnknown(call: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = suggest(unknown, known);
  const hint = near ? `Did you mean "${near}"?` : `It has ${known.join(", ")}.`;
  const message = `${call} has no option "${unknown}". ${hint}`;
  throw new IngotError({ code: "UNKNOWN_OPTION", source: "user", message, data: { option: unknown } });
}
