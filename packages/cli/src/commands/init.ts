import { type PluginRequirement, requiredPlugins } from "@ingot/core";
import { errorAt } from "@ingot/hcl";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import type { Renderer } from "../renderers/renderer.js";
import { componentsText, namedComponents } from "./built-in-components.js";
import { loadTemplate } from "./plan-template.js";
import { idleTemplateFlags, templateFlags } from "./template-flags.js";

const always = "Taken for Packer's sake: built-in components are always those of this version of Ingot.";

const initFlags = {
  upgrade: { kind: "boolean", help: always },
  force: { kind: "boolean", help: always },
  ...templateFlags,
  only: idleTemplateFlags.only,
  except: idleTemplateFlags.except,
} as const satisfies FlagSpecs;

export const initCommand = defineCommand({
  name: "init",
  synopsis: "[options] TEMPLATE",
  description:
    "Checks that the plugins which a template requires are there. Ingot's components are built in, so\nnothing is downloaded; what is not built in is an error that says what to do.",
  example: "ingot init web.pkr.hcl",
  flags: initFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings);
    const { sources, language, ok } = await loadTemplate(path!, flags, { syntaxOnly: true }, surroundings, renderer);
    if (ok && language === "json") return refuseOldJson(path!, renderer);
    const types = namedComponents(surroundings.components).map(({ type }) => type);
    const required = requiredPlugins(sources, types);
    for (const each of required) if (each.types.length > 0) await renderer.say(satisfied(each, surroundings));
    if (ok && required.length === 0) await renderer.say(nothingRequired);
    return ok ? exitCode.success : exitCode.failure;
  },
});

const nothingRequired =
  'No plugins requirement found: the template has no required_plugins block.\nIt needs none for components that are built in; "ingot plugins installed" lists them.';

function satisfied({ name, source, version, types }: PluginRequirement, { components }: Surroundings): string {
  return `${name}: ${source} "${version}" is built in (${componentsText(components, types)}).`;
}

async function refuseOldJson(path: string, renderer: Renderer): Promise<number> {
  const detail = `"${path}" is read as Packer's old JSON, in which no plugins can be required: it needs no "init", and "ingot validate" checks it. If it is HCL, name it *.pkr.hcl or *.pkr.json, or say -config-type=hcl2.`;
  await renderer.diagnostic(errorAt(undefined, "No plugins required in JSON", detail));
  return exitCode.failure;
}
