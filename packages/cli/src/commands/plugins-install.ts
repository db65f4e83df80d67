import { typesOfPlugin } from "@ingot/core";
import { errorAt } from "@ingot/hcl";
import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { componentsText, namedComponents } from "./built-in-components.js";

const installFlags = {
  path: {
    kind: "string",
    value: "file",
    placeholder: "binary",
    help: "Taken for Packer's sake: binaries are not run.",
  },
  force: { kind: "boolean", help: "Taken for Packer's sake; it has no meaning here." },
} as const satisfies FlagSpecs;

export const pluginsInstallCommand = defineCommand({
  name: "plugins install",
  synopsis: "[options] SOURCE [VERSION]",
  description:
    "Says whether a plugin is built in. Ingot downloads no plugins and does not run Packer's: what is\nnot built in comes from a package that contributes components, by a program of your own.",
  example: "ingot plugins install github.com/hashicorp/docker",
  flags: installFlags,
  positional: { minimum: 1, maximum: 2 },
  run: async ({ path }, [source], surroundings) => {
    const { components } = surroundings;
    const renderer = chooseRenderer(surroundings);
    const types = typesOfPlugin(
      source!,
      namedComponents(components).map(({ type }) => type),
    );
    if (types.length > 0 && path === undefined) {
      await renderer.say(`${source} is built in (${componentsText(components, types)}): there is nothing to install.`);
      return exitCode.success;
    }
    await renderer.diagnostic(errorAt(undefined, "Plugin not installed", whyNot(source!, path)));
    return exitCode.failure;
  },
});

function whyNot(source: string, path: string | undefined): string {
  const what = path === undefined ? `"${source}" is not built in` : `"${path}" is one of Packer's plugins`;
  return `${what}, and Ingot neither downloads nor runs Packer's plugins. Take the requirement out of templates that use nothing of it. Components of your own are packages: see docs/plugins.md.`;
}
