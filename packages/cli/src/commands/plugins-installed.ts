import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { version } from "../version.js";
import { namedComponents } from "./built-in-components.js";

export const pluginsInstalledCommand = defineCommand({
  name: "plugins installed",
  synopsis: "",
  description: "Lists the built-in components: kind, name and version.",
  example: "ingot plugins installed",
  flags: {},
  positional: { minimum: 0, maximum: 0 },
  run: async (_flags, _positional, surroundings) => {
    const components = namedComponents(surroundings.components);
    const width = (key: "kind" | "type") => Math.max(...components.map((each) => each[key].length)) + 2;
    const [kinds, types] = [width("kind"), width("type")];
    const rows = components.map(({ kind, type }) => `${kind.padEnd(kinds)}${type.padEnd(types)}${version}`);
    await chooseRenderer(surroundings).say(rows.join("\n"));
    return exitCode.success;
  },
});
