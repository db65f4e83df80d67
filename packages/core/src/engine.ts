import { checkHostOf } from "./check-host.js";
import type { Engine, EngineOptions } from "./engine-api.js";
import { IngotError } from "./errors.js";
import { optionNames, refuseUnknownOptions } from "./option-names.js";
import type { Plan } from "./plan/model.js";
import { createRegistry } from "./registry.js";
import { cancelled, reasonText } from "./run/cancellation.js";
import { startRun } from "./run/start-run.js";
import { loadTemplate } from "./template/load.js";

/** An engine: it holds no state between calls but the components that it has loaded. */
export function createEngine(options: EngineOptions): Engine {
  refuseUnknownOptions("createEngine()", options, optionNames.createEngine);
  const { host, components } = options;
  const registry = createRegistry(components);
  const kinds = ["builder", "provisioner", "post-processor", "data-source"] as const;
  const loading = { host, registry, componentTypes: kinds.flatMap((kind) => registry.types(kind)) };
  const planning = { registry, host: checkHostOf(host) };
  const check = <Options extends object>(call: "load" | "plan" | "run" | "clean", given: Options): Options => {
    refuseUnknownOptions(`engine.${call}()`, given, optionNames[call]);
    return given;
  };
  return {
    load: async (path, given = {}) => unlessAborted(loadTemplate(path, check("load", given), loading), given.signal),
    plan: async (template, given = {}) => {
      if (!template) throw nothingGiven("plan", "template", "load");
      const selection = check("plan", given);
      const { makePlan } = await import("./plan/make-plan.js"); // who only loads needs none of it
      return unlessAborted(makePlan(template, selection, planning), template.outside.signal);
    },
    run: (plan, given = {}) => {
      if (!plan) throw nothingGiven("run", "plan", "plan");
      return startRun(whollyRead(plan), check("run", given), host);
    },
    clean: async (given = {}) => {
      const { cleanRuns } = await import("./run/clean.js"); // other verbs need none of it
      return cleanRuns(check("clean", given), options);
    },
  };
}

/** What has errors is undefined, and nothing but TypeScript keeps anybody from handing that on. */
function nothingGiven(call: string, what: string, giver: string): IngotError {
  const message = `engine.${call}() was given no ${what}. engine.${giver}() gives none where there are errors: look at its diagnostics first.`;
  return new IngotError({ code: "NOTHING_GIVEN", source: "user", message });
}

/** What is aborted while it reads rejects with an error, of whatever the reason is made. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw cancelled(reasonText(signal.reason) ?? "Reading was cancelled.", signal.reason);
  }
}

/** A component must never be handed an unknown value. */
function whollyRead(plan: Plan): Plan {
  if (!plan.outside?.isUnread) return plan;
  const message =
    "The template was loaded without reading what it needs from outside, so its plan cannot be run. Load it again without skipReading.";
  throw new IngotError({ code: "PLAN_UNREAD", source: "user", message });
}
