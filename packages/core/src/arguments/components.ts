import type * as z from "zod";
import type { AnyBuilder, AnyDataSource, AnyPostProcessor, AnyProvisioner, Machine, ValueStore } from "../plugin.js";
import { abortSignal, schema, texts } from "./arguments.js";
import { anObject, callback, type Expected, objectWith, optional, recordOf, text } from "./expected.js";

const configured = { config: schema as Expected<z.ZodType>, check: optional(callback) };

/** What loaders must give: those who write plugins without a compiler forget a part, or misspell it. */
export const componentOf = {
  builder: objectWith<Pick<AnyBuilder, "start" | "exports" | "config" | "check">>("what defineBuilder() makes", {
    ...configured,
    exports: texts,
    start: callback,
  }),
  provisioner: objectWith<Pick<AnyProvisioner, "provision" | "config" | "check">>("what defineProvisioner() makes", {
    ...configured,
    provision: callback,
  }),
  "post-processor": objectWith<Pick<AnyPostProcessor, "process" | "config" | "check">>(
    "what definePostProcessor() makes",
    { ...configured, process: callback },
  ),
  "data-source": objectWith<Pick<AnyDataSource, "read" | "config" | "check" | "output">>(
    "what defineDataSource() makes",
    {
      ...configured,
      output: schema as Expected<z.ZodType>,
      read: callback,
    },
  ),
  "value-store": objectWith<Pick<ValueStore, "read">>("what defineValueStore() makes", { read: callback }),
} as const;

export const machine: Expected<Machine> = objectWith<Machine>("an object with communicator, exports and save()", {
  communicator: anObject as Expected<Machine["communicator"]>,
  exports: recordOf("texts", optional(text)),
  lost: optional(abortSignal),
  save: callback,
});

export const postProcessed: Expected<object> = objectWith("an object with artifact and keepInput", {});
