const reference =
  /^(?:sources?\.)?(?<type>[\p{ID_Start}_][\p{ID_Continue}-]*)\.(?<name>[\p{ID_Start}_][\p{ID_Continue}-]*)$/u;

/** What a reference names: `source "type" "name"`. */
export interface SourceName {
  readonly type: string;
  readonly name: string;
}

/** A build's way of naming a source: "source.type.name", "sources.type.name" or "type.name". */
export function parseSourceReference(text: string): SourceName | undefined {
  const parts = reference.exec(text)?.groups;
  return parts && { type: parts.type!, name: parts.name! };
}
