import * as expected from "./arguments/arguments.js";
import { checkArgument } from "./arguments/check-argument.js";
import { checkOptions, checkPath, expectedOptions } from "./arguments/options.js";
import { checkHostOf } from "./check-host.js";
import type { Engine, EngineOptions } from "./engine-api.js";
import { IngotError } from "./errors.js";
import type { Plan } from "./plan/model.js";
import { createRegistry } from "./registry.js";
import { cancelled, reasonText } from "./run/cancellation.js";
import { startRun } from "./run/start-run.js";
import { loadTemplate } from "./template/load.js";

/** An engine: it holds no state between calls but the components that it has loaded. */
export function createEngine(options: EngineOptions): Engine {
  checkOptions("createEngine()", options, expectedOptions.createEngine);
  const { host, components } = options;
  const registry = createRegistry(components);
  const kinds = ["builder", "provisioner", "post-processor", "data-source"] as const;
  const loading = { host, registry, componentTypes: kinds.flatMap((kind) => registry.types(kind)) };
  const planning = { registry, host: checkHostOf(host) };
  return {
    load: async (path, given = {}) => {
      checkPath("engine.load()", path);
      checkOptions("engine.load()", given, expectedOptions.load);
      return unlessAborted(loadTemplate(path, given, loading), given.signal);
    },
    plan: async (template, selection = {}) => {
      if (!template) throw nothingGiven("plan", "template", "load");
      checkArgument("engine.plan()", "template", template, expected.template);
      checkOptions("engine.plan()", selection, expectedOptions.plan);
      const { makePlan } = await import("./plan/make-plan.js"); // who only loads needs none of it
      return unlessAborted(makePlan(template, selection, planning), template.outside.signal);
    },
    run: (plan, given = {}) => {
      if (!plan) throw nothingGiven("run", "plan", "plan");
      checkArgument("engine.run()", "plan", plan, expected.plan);
      checkOptions("engine.run()", given, expectedOptions.run);
      return startRun(whollyRead(plan), given, host);
    },
    clean: async (given = {}) => {
      checkOptions("engine.clean()", given, expectedOptions.clean);
      const { cleanRuns } = await import("./run/clean.js"); // other verbs need none of it
      return cleanRuns(given, options);
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
