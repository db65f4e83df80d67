/** What `from` names. */
export type BaseReference =
  | { readonly kind: "scratch" }
  | { readonly kind: "path"; readonly path: string; readonly tag?: string }
  | { readonly kind: "missing" };

/** `scratch`, a path, or `path:tag`; `exists` says whether a path (relative to the working directory) is there. */
export function parseBaseReference(from: string, exists: (path: string) => boolean): BaseReference {
  if (from === "scratch") return { kind: "scratch" };
  if (exists(from)) return { kind: "path", path: from };
  for (let colon = from.indexOf(":"); colon > 0; colon = from.indexOf(":", colon + 1)) {
    const path = from.slice(0, colon);
    if (exists(path)) return { kind: "path", path, tag: from.slice(colon + 1) };
  }
  return { kind: "missing" };
}

/** Why there is nothing at `from`, and what to do about it. */
export function explainMissing(from: string): string {
  const isPath = /^(\.{0,2}\/|~)|\.(tar|gz|tgz|oci)(:|$)/.test(from);
  if (isPath) return `There is nothing at "${from}".`;
  return (
    `There is nothing at "${from}", and images are not pulled from registries: \`from\` is "scratch" or the path of an image on this machine. ` +
    `Make one with: docker save -o base.tar ${from}, or: skopeo copy docker://${from} oci-archive:base.tar; then write from = "base.tar".`
  );
}
