import { errorAt } from "@ingot/hcl";
import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";

export const pluginsRemoveCommand = defineCommand({
  name: "plugins remove",
  synopsis: "SOURCE [VERSION]",
  description: "Says why nothing is removed: Ingot's components are part of it.",
  example: "ingot plugins remove github.com/hashicorp/docker",
  flags: {},
  positional: { minimum: 1, maximum: 2 },
  run: async (_flags, [source], surroundings) => {
    const detail = `"${source}" cannot be removed: components are part of Ingot, and are loaded only by templates that use them. Plugins that Packer has installed are Packer's: "packer plugins remove" removes them.`;
    await chooseRenderer(surroundings).diagnostic(errorAt(undefined, "Plugin not removed", detail));
    return exitCode.failure;
  },
});
