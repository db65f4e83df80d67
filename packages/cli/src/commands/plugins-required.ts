import { requiredPlugins } from "@ingot/core";
import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { componentsText, namedComponents } from "./built-in-components.js";
import { loadTemplate } from "./plan-template.js";
import { idleTemplateFlags, templateFlags } from "./template-flags.js";

const requiredFlags = {
  ...templateFlags,
  only: idleTemplateFlags.only,
  except: idleTemplateFlags.except,
} as const satisfies FlagSpecs;

export const pluginsRequiredCommand = defineCommand({
  name: "plugins required",
  synopsis: "[options] TEMPLATE",
  description:
    "Lists the plugins that a template requires: name, source, version constraint, and in brackets the\nbuilt-in components that they stand for.",
  example: "ingot plugins required web.pkr.hcl",
  flags: requiredFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const { components } = surroundings;
    const renderer = chooseRenderer(surroundings);
    const { sources, ok } = await loadTemplate(
      path!,
      flags,
      { syntaxOnly: true, allowMissingPlugins: true },
      surroundings,
      renderer,
    );
    const required = requiredPlugins(
      sources,
      namedComponents(components).map(({ type }) => type),
    );
    for (const { name, source, version, types } of required)
      await renderer.say(`${name} ${source} "${version}" [${componentsText(components, types)}]`);
    return ok ? exitCode.success : exitCode.failure;
  },
});
