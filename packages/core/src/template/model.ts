import type { ast, Scope, ScopedBlock, SourceRange, Value } from "@ingot/hcl";
import type { Outside } from "./outside.js";

/** All files given to one run, parsed and resolved. Bodies stay lazy: they are decoded when their scope is known. */
export interface Template {
  /** The path as the user gave it: `path.root` is its directory. */
  readonly path: string;
  readonly rootDirectory: string;
  readonly variables: ReadonlyMap<string, TemplateVariable>;
  readonly locals: ReadonlyMap<string, TemplateLocal>;
  /** By "type.name". */
  readonly sources: ReadonlyMap<string, SourceBlock>;
  readonly builds: readonly BuildBlock[];
  /** What `var`, `local`, `path`, `packer` and functions mean; other scopes add `source` and `build`. */
  readonly scope: Scope;
  /** Every string within sensitive variables and locals, and what was read that is secret. */
  readonly secrets: readonly string[];
  /** Where more of it may be read from: a call of `vault` in a provisioner, say. */
  readonly outside: Outside;
}

export interface TemplateVariable {
  readonly name: string;
  readonly description: string;
  readonly sensitive: boolean;
  /** Unknown when unset and that was allowed. */
  readonly value: Value;
  readonly range: SourceRange;
}

export interface TemplateLocal {
  readonly name: string;
  readonly sensitive: boolean;
  readonly value: Value;
  readonly range: SourceRange;
}

export interface SourceBlock {
  readonly type: string;
  readonly name: string;
  readonly block: ast.Block;
}

export interface BuildBlock {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly sources: readonly SourceUse[];
  /** Blocks come with the scope of their bodies: what a `dynamic` block made knows its iterator. */
  readonly provisioners: readonly ScopedBlock[];
  readonly errorCleanup: ScopedBlock | undefined;
  readonly postProcessors: readonly (readonly ScopedBlock[])[];
  /** The block's header. */
  readonly range: SourceRange;
}

/** A source as one build uses it. */
export interface SourceUse {
  readonly source: SourceBlock;
  /** The name given inside the build's `source` block, else the source's own. */
  readonly localName: string;
  /** Arguments and blocks that the build adds. */
  readonly overrides: ScopedBlock | undefined;
  /** Where the build names it. */
  readonly range: SourceRange;
}
