/** What a body may hold, without types: for blocks whose arguments are read as expressions. A `BodySpec` is one too. */
export interface ContentSpec {
  readonly attributes: Readonly<Record<string, { readonly required: boolean }>>;
  readonly blocks: Readonly<Record<string, ContentBlockSpec>>;
  /** Where blocks stand that are often looked for here, as a sentence: `{ provisioner: "It stands in a build." }`. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

/** What of a block is known before its body is read: its labels, and how often it may stand. */
export interface ContentBlockSpec {
  /** The labels' names, as messages call them: `["type", "name"]` for a source. */
  readonly labels: readonly string[];
  /** Which other block may be meant by one with other labels, as a sentence. */
  readonly hint?: string;
  /** Default 0. */
  readonly minimum?: number;
  /** Default: no limit. */
  readonly maximum?: number;
}
