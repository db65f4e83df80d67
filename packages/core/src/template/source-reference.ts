const reference =
  /^(?:sources?\.)?(?<type>[\p{ID_Start}_][\p{ID_Continue}-]*)\.(?<name>[\p{ID_Start}_][\p{ID_Continue}-]*)$/u;

/** A build's way of naming a source: "source.type.name", "sources.type.name" or "type.name". */
export function parseSourceReference(text: string): { readonly type: string; readonly name: string } | undefined {
  const parts = reference.exec(text)?.groups;
  return parts && { type: parts.type!, name: parts.name! };
}
