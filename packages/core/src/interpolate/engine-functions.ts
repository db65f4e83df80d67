import { FunctionError, formatGoLayout, strftime, timePointOf } from "@ingot/hcl";
import { runUuid } from "../run-uuid.js";
import type { TemplateFunction, TemplateFunctions } from "./evaluate-pipeline.js";
import { NotYetKnown } from "./not-yet-known.js";
import { refusedInHcl } from "./refused-functions.js";
import { text, textFunctions } from "./text-functions.js";

/** What the functions of a `{{ }}` template may know of the run. */
export interface TemplateFacts {
  readonly buildName: string;
  readonly buildType: string;
  readonly startedAt: Date;
  readonly cwd: string;
  readonly templateDirectory: string;
  readonly packerVersion: string;
  /** Only for legacy JSON, where what nobody declared is an empty text. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What `build.*` has, once the machine runs. */
  readonly exports: Readonly<Record<string, string>>;
  /** Only where `env` may be used. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  randomBytes(size: number): Uint8Array;
}

/** Each function, once the facts are known. */
const makers: Readonly<Record<string, (facts: TemplateFacts) => TemplateFunction>> = {
  build_name: (facts) => () => facts.buildName,
  build_type: (facts) => () => facts.buildType,
  timestamp: (facts) => () => String(timePointOf(facts.startedAt).unix),
  isotime: (facts) => (layout) =>
    formatGoLayout(layout === undefined ? "2006-01-02T15:04:05Z07:00" : text(layout), timePointOf(facts.startedAt)),
  strftime: (facts) => (format) => strftime(text(format), timePointOf(facts.startedAt)),
  uuid: (facts) => () => randomUuid(facts),
  pwd: (facts) => () => facts.cwd,
  template_dir: (facts) => () => facts.templateDirectory,
  packer_version: (facts) => () => facts.packerVersion,
  user: (facts) => (name) => variable(facts, text(name)),
  build: (facts) => (name) => buildValue(facts, text(name)),
  env: (facts) => (name) => environment(facts, text(name)),
};

/** The functions that templates may call, as Packer names them. */
export function engineFunctions(facts: TemplateFacts): TemplateFunctions {
  return { ...textFunctions, ...runFunctions(facts), ...(facts.variables ? {} : refusedInHcl) };
}

/** Those that ask for facts. */
function runFunctions(facts: TemplateFacts): TemplateFunctions {
  return Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make(facts)]));
}

const anyRun: TemplateFacts = {
  ...{ buildName: "", buildType: "", startedAt: new Date(0), cwd: "", templateDirectory: "", packerVersion: "" },
  ...{ exports: {}, randomBytes: (size) => new Uint8Array(size) },
};

/** Of a template in HCL, before a run: what asks for facts is yet to come, but wrong arguments are wrong already. */
export const functionsBeforeRun: TemplateFunctions = {
  ...textFunctions,
  ...Object.fromEntries(Object.entries(runFunctions(anyRun)).map(([name, call]) => [name, later(call)])),
  build: later(() => null),
  ...refusedInHcl,
};

/** Whether a template in HCL can call the function; what it cannot, HCL says in its own way. */
export const rendersInHcl = (name: string): boolean =>
  Object.hasOwn(functionsBeforeRun, name) && !Object.hasOwn(refusedInHcl, name);

function later(call: TemplateFunction): TemplateFunction {
  return (...values) => {
    call(...values);
    throw new NotYetKnown();
  };
}

/** Version 4: 122 random bits. */
function randomUuid({ randomBytes }: TemplateFacts): string {
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return runUuid(Buffer.from(bytes).toString("hex"));
}

function variable({ variables = {} }: TemplateFacts, name: string): string {
  const value = Object.hasOwn(variables, name) ? variables[name] : "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function buildValue({ exports }: TemplateFacts, name: string): string {
  if (Object.hasOwn(exports, name)) return exports[name]!;
  const known = Object.keys(exports);
  throw new FunctionError(
    known.length === 0
      ? `"${name}" is not known before the machine runs`
      : `there is no "${name}". Known are ${known.join(", ")}`,
  );
}

function environment({ env }: TemplateFacts, name: string): string {
  if (!env) throw new FunctionError("the environment can only be read in the default of a variable");
  return env[name] ?? "";
}
