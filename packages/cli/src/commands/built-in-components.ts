import type { ComponentLoader } from "@ingot/core";

/** Kinds of components that templates name. */
const kinds = ["builder", "provisioner", "post-processor", "data-source"] as const;

export interface NamedComponent {
  readonly kind: (typeof kinds)[number];
  readonly type: string;
}

/** The components that templates can name: kind by kind, in the order given. */
export const namedComponents = (loaders: readonly ComponentLoader[]): readonly NamedComponent[] =>
  kinds.flatMap((kind) => loaders.flatMap((loader) => (loader.kind === kind ? [{ kind, type: loader.type }] : [])));

/** "builder docker, post-processor docker-tag": those of the given types. */
export const componentsText = (loaders: readonly ComponentLoader[], types: readonly string[]): string =>
  namedComponents(loaders)
    .filter(({ type }) => types.includes(type))
    .map(({ kind, type }) => `${kind} ${type}`)
    .join(", ");
