import { buildNames, createEngine, type Template } from "@ingot/core";
import type { Surroundings } from "../command.js";
import type { TemplateNames } from "./completion.js";

/** Reads the template as far as its names need it: no component is loaded, and nothing outside is asked. */
export function templateNames({ host, components, signal }: Surroundings): TemplateNames {
  const engine = createEngine({ host, components });
  const load = async (path: string): Promise<Template | undefined> =>
    (await engine.load(path, { allowUnset: true, skipReading: true, signal })).template;
  return {
    builds: async (path) => {
      const template = await load(path);
      return template ? buildNames(template).map((text) => ({ text, meaning: "" })) : [];
    },
    variables: async (path) => {
      const variables = (await load(path))?.variables.values() ?? [];
      return [...variables].map(({ name, description }) => ({ text: name, meaning: description }));
    },
  };
}
