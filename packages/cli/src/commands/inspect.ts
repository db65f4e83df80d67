import { inspectTemplate } from "@ingot/core";
import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { loadTemplate } from "./plan-template.js";
import { idleFlags, templateFlags } from "./template-flags.js";

const inspectFlags = {
  ...templateFlags,
  "use-sequential-evaluation": idleFlags["use-sequential-evaluation"],
} as const satisfies FlagSpecs;

export const inspectCommand = defineCommand({
  name: "inspect",
  synopsis: "[options] TEMPLATE",
  description: "Lists a template's variables, locals and builds. Sensitive values are hidden.",
  example: "ingot inspect web.pkr.hcl",
  flags: inspectFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings);
    const { template, ok } = await loadTemplate(
      path!,
      flags,
      { allowUnset: true, skipReading: true },
      surroundings,
      renderer,
    );
    for (const { text, row } of template ? inspectTemplate(template) : []) {
      if (row) await renderer.row?.(row);
      await renderer.say(text);
    }
    return template && ok ? exitCode.success : exitCode.failure;
  },
});
