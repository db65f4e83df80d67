import { fakeBuilder, fakePostProcessor, fakeProvisioner, loaderOf } from "@ingot/testing";
import { checkHostOf } from "../check-host.js";
import type { Selection } from "../engine-api.js";
import type { ComponentLoader } from "../plugin.js";
import { createRegistry } from "../registry.js";
import { type LoadSetting, load, told } from "../template/load.test-fixtures.js";
import { makePlan } from "./make-plan.js";
import type { Plan } from "./model.js";

export interface PlanSetting extends Selection, Omit<LoadSetting, "componentTypes"> {
  readonly components?: readonly ComponentLoader[];
}

export interface PlanOutcome {
  readonly plan: Plan | undefined;
  readonly problems: readonly string[];
}

/** Builders "fake" and "null", provisioners "fake" and "shell", post-processors "fake" and "manifest". */
export const fakeComponents: readonly ComponentLoader[] = [
  loaderOf(fakeBuilder()),
  loaderOf(fakeBuilder({ type: "null" })),
  loaderOf(fakeProvisioner()),
  loaderOf(fakeProvisioner({ type: "shell" })),
  loaderOf(fakePostProcessor()),
  loaderOf(fakePostProcessor({ type: "manifest" })),
];

/** Plans a template, which may have complaints of its own. */
export async function planOf(
  files: string | Readonly<Record<string, string>>,
  setting: PlanSetting = {},
): Promise<PlanOutcome> {
  const { components = fakeComponents, only, except, ...loading } = setting;
  const { template, problems, host } = await load(files, loading);
  if (!template) return { plan: undefined, problems };
  const selection = { ...(only && { only }), ...(except && { except }) };
  const context = { registry: createRegistry(components), host: checkHostOf(host) };
  const { plan, diagnostics } = await makePlan(template, selection, context);
  return { plan, problems: [...problems, ...diagnostics.map(told)] };
}

/** The plan, which must be free of complaints. */
export async function goodPlan(files: string, setting?: PlanSetting): Promise<Plan> {
  const { plan, problems } = await planOf(files, setting);
  if (!plan || problems.length > 0) throw new Error(problems.join("\n"));
  return plan;
}

/** A template of one source, `fake.one`, and one build that holds `body`, which begins on line 5. */
export const buildWith = (body: string): string =>
  `source "fake" "one" {\n}\nbuild {\n  sources = ["fake.one"]\n${body}\n}\n`;

export const lineOf = (at: number) => `main.pkr.hcl:${at}`;
