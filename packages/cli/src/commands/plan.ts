import { describePlan, type PlanDescription } from "@ingot/core";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { jsonLine } from "../renderers/ndjson.js";
import { planTemplate } from "./plan-template.js";
import { planText } from "./plan-text.js";
import { idleFlags, templateFlags } from "./template-flags.js";

const planFlags = {
  "evaluate-datasources": {
    kind: "boolean",
    help: "Read data sources, and what vault() and its like ask for; else these values are unknown.",
  },
  "warn-on-undeclared-var": { kind: "boolean", help: "Warn of names in variable files that are not declared." },
  json: { kind: "boolean", help: "The plan as JSON, for programs (docs/plan.md)." },
  ...templateFlags,
  ...idleFlags,
} as const satisfies FlagSpecs;

export const planCommand = defineCommand({
  name: "plan",
  synopsis: "[options] TEMPLATE",
  description:
    "Shows what a build would do, and does none of it: which builds would run, in which order, and\nwhat their sources, provisioners and post-processors would be told. Secrets are hidden. What only\na run can know is <unknown>.",
  example: "ingot plan -var 'release=bookworm' web.pkr.hcl",
  flags: planFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings, flags);
    const warnOnUndeclared = flags["warn-on-undeclared-var"] ?? false;
    const options = { warnOnUndeclared, skipReading: !flags["evaluate-datasources"] };
    const { plan, ok } = await planTemplate(path!, flags, options, surroundings, renderer);
    if (!plan) return exitCode.failure;
    const description = describePlan(plan);
    await (flags.json ? printJson(description, surroundings) : renderer.say(planText(description)));
    return ok ? exitCode.success : exitCode.failure;
  },
});

const printJson = (description: PlanDescription, { terminal, host }: Surroundings) =>
  terminal.out(`${jsonLine({ v: 1, time: host.now().toISOString(), type: "plan", ...description })}\n`);
