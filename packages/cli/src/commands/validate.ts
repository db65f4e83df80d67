import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { loadTemplate, planTemplate } from "./plan-template.js";
import { idleFlags, templateFlags } from "./template-flags.js";

const validateFlags = {
  "syntax-only": { kind: "boolean", help: "Check the syntax only, not what the components make of it." },
  "evaluate-datasources": {
    kind: "boolean",
    help: "Read data sources, and what vault() and its like ask for; else these values are unknown.",
  },
  "no-warn-undeclared-var": { kind: "boolean", help: "Do not warn of names in variable files that are not declared." },
  json: { kind: "boolean", help: "Diagnostics as JSON, one a line." },
  ...templateFlags,
  ...idleFlags,
} as const satisfies FlagSpecs;

export const validateCommand = defineCommand({
  name: "validate",
  synopsis: "[options] TEMPLATE",
  description:
    "Checks a template as far as that is possible without starting anything.\nExits with 0 when it is valid, else with 1.",
  example: "ingot validate -var 'release=bookworm' web.pkr.hcl",
  flags: validateFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings, flags);
    if (flags["syntax-only"]) {
      const { ok } = await loadTemplate(path!, flags, { syntaxOnly: true }, surroundings, renderer);
      if (ok) await renderer.say("Syntax-only check passed. Everything looks okay.");
      return ok ? exitCode.success : exitCode.failure;
    }
    const skipReading = !flags["evaluate-datasources"];
    const options = { warnOnUndeclared: !flags["no-warn-undeclared-var"], skipReading };
    const { ok, legacy } = await planTemplate(path!, flags, options, surroundings, renderer);
    const fixable = legacy && (await (await import("./fixable.js")).fixableWarning(legacy));
    if (fixable) await renderer.diagnostic(fixable);
    if (ok) await renderer.say("The configuration is valid.");
    return ok ? exitCode.success : exitCode.failure;
  },
});
