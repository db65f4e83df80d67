import { isAbsolute } from "node:path";
import type { Diagnostic, Source, Value } from "@ingot/hcl";
import type * as z from "zod";
import type { IoHost } from "../engine-api.js";
import type { Host } from "../host.js";
import type { Plan } from "../plan/model.js";
import type { ComponentLoader } from "../plugin.js";
import type { Template } from "../template/model.js";
import {
  callback,
  count,
  type Expected,
  isObject,
  listOf,
  objectWith,
  oneOf,
  optional,
  recordOf,
  text,
} from "./expected.js";

export { text } from "./expected.js";

export const texts = listOf("texts", text);

export const absolutePath: Expected<string> = {
  what: "an absolute path",
  accepts: (value): value is string => typeof value === "string" && isAbsolute(value),
  isShown: true,
};

export const environment: Expected<Host["env"]> = recordOf("texts", optional(text));

export const abortSignal: Expected<AbortSignal> = {
  what: "an AbortSignal",
  accepts: (value): value is AbortSignal => isObject(value) && "aborted" in value && "addEventListener" in value,
};

export const variables = listOf(
  "objects with name and text",
  objectWith("an object with name and text", { name: text, text }),
);

export const host: Expected<Host> = objectWith<Host>("a host: nodeHost() makes one", {
  cwd: absolutePath,
  env: environment,
  platform: text as Expected<NodeJS.Platform>,
  arch: text as Expected<NodeJS.Architecture>,
  cores: count,
  stateDirectory: absolutePath,
  tempDirectory: absolutePath,
  now: callback,
  randomBytes: callback,
  resolve: callback,
  sleep: callback,
  spawn: callback,
  networkAddresses: callback,
});

export const io: Expected<IoHost> = objectWith<IoHost>("an object with notify()", {
  notify: callback,
  ask: optional(callback),
});

const component: Expected<ComponentLoader> = {
  ...objectWith<Pick<ComponentLoader, "kind" | "load">>("an object with kind, type and load()", {
    kind: oneOf("builder", "provisioner", "post-processor", "data-source", "value-store", "reaper"),
    load: callback,
  }),
  accepts: (value): value is ComponentLoader => isObject(value) && ("kinds" in value || "type" in value),
};

export const components = listOf("component loaders", component);

/** Names and patterns, secrets: a text alone would be taken for its characters. */
export const manyTexts: Expected<Iterable<string>> = {
  what: texts.what,
  accepts: (value): value is Iterable<string> => isObject(value) && Symbol.iterator in value,
};

/** Of zod 4: others have no `_zod`. */
export const schema: Expected<z.core.$ZodType> = {
  what: "a schema of zod 4",
  accepts: (value): value is z.core.$ZodType => isObject(value) && "_zod" in value,
};

export const value: Expected<Value> = {
  what: "a value of @ingot/hcl",
  accepts: (given): given is Value => isObject(given) && "isWhollyKnown" in given,
};

export const diagnostic: Expected<Diagnostic> = {
  what: "a diagnostic",
  accepts: (given): given is Diagnostic => isObject(given) && "summary" in given && "detail" in given,
};

export const sources: Expected<readonly Source[]> = listOf("sources of @ingot/hcl", {
  what: "a source of @ingot/hcl",
  accepts: (given): given is Source => isObject(given) && "position" in given,
});

/** Both are recognised by functions that only the engine puts into them: copies made through JSON have lost them. */
export const template: Expected<Template> = {
  what: "the template that engine.load() resolves with",
  accepts: (value): value is Template => typeof (value as Partial<Template> | null)?.scope?.lookup === "function",
};

export const plan: Expected<Plan> = {
  what: "the plan that engine.plan() resolves with",
  accepts: (value): value is Plan => {
    const { nodes, builds } = (value ?? {}) as Partial<Plan>;
    return Array.isArray(nodes) && Array.isArray(builds) && builds.every(isPlanned);
  },
};

const isPlanned = ({ source }: Partial<Plan["builds"][number]>) => typeof source?.decode === "function";
