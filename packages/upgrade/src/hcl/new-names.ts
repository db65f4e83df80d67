import type { Property } from "../json.js";

/** Names that components take with a warning, by type: what we write ourselves has the new ones. */
const newNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "docker-tag": { tag: "tags" },
};

/** An old name stays where its new one is taken. */
export function withNewNames(type: string, options: readonly Property[]): readonly Property[] {
  const renamed = newNames[type];
  if (!renamed) return options;
  const taken = new Set(options.map(({ name }) => name));
  return options.map((option) => {
    const name = renamed[option.name];
    return name === undefined || taken.has(name) ? option : { ...option, name };
  });
}
