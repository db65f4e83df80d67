import { type ComponentLoader, describeFields } from "@ingot/core";
import { reasonOf } from "@ingot/hcl";
import { type ComponentKind, upgradeToHcl } from "@ingot/upgrade";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { shownText } from "../renderers/shown-text.js";
import { readJsonTemplate, showAll, tell } from "./json-template.js";
import { writeFileWhole } from "./rewrite-file.js";
import { idleTemplateFlags } from "./template-flags.js";

const upgradeFlags = {
  "output-file": {
    kind: "string",
    value: "file",
    placeholder: "path",
    help: "Where the HCL goes; default: the template's path and .pkr.hcl. An existing file is replaced.",
  },
  "with-annotations": { kind: "boolean", help: "Explain HCL's blocks in comments." },
  ...idleTemplateFlags,
} as const satisfies FlagSpecs;

export const hcl2UpgradeCommand = defineCommand({
  name: "hcl2_upgrade",
  synopsis: "[options] TEMPLATE",
  description:
    "Translates a template in Packer's old JSON format to HCL, in a new file. What a person should look at\nis told with its place in the JSON, and stands in the HCL as a comment. Exits with 1 when a component\nis unknown. The path - reads standard input; the HCL goes to the output then, unless -output-file says where.",
  example: "ingot hcl2_upgrade -output-file=web.pkr.hcl web.json",
  flags: upgradeFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const source = await readJsonTemplate(path!, surroundings);
    if (!source) return exitCode.failure;
    const upgraded = await upgradeToHcl(source, {
      fieldsOf: fieldsIn(surroundings.components),
      annotations: flags["with-annotations"] ?? false,
    });
    const { text, complete } = upgraded;
    await showAll(upgraded, surroundings);
    if (text === undefined) return exitCode.failure;
    const code = complete ? exitCode.success : exitCode.failure;
    const target = flags["output-file"] ?? (path === "-" ? undefined : `${path}.pkr.hcl`);
    return (await deliver(text, target, code, surroundings)) ? code : exitCode.failure;
  },
});

const fieldsIn = (components: readonly ComponentLoader[]) => async (kind: ComponentKind, type: string) => {
  const loader = components.find((each) => each.kind === kind && each.type === type);
  const component = await loader?.load();
  return component && "config" in component ? describeFields(component.config) : undefined;
};

async function deliver(text: string, target: string | undefined, code: number, surroundings: Surroundings) {
  const { terminal, host } = surroundings;
  if (target === undefined) {
    await terminal.out(terminal.colour ? shownText(text) : text);
    return true;
  }
  try {
    await writeFileWhole(host.resolve(target), text, host);
  } catch (error) {
    await tell(`${target} could not be written, and is as it was: ${reasonOf(error)}.`, surroundings);
    return false;
  }
  await terminal.out(`${shownText(`Successfully created ${target}. Exit ${code}`)}\n`);
  return true;
}
