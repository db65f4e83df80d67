import type { ast, Scope, ScopedBlock, SourceRange, Value } from "@ingot/hcl";
import type { OptionTexts } from "../config/render-body.js";
import type { BuildIdentity } from "../plugin.js";
import type { Dependency } from "./depends-on.js";
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
  /** Only of a template in Packer's old JSON: its builds are named in another way, and its options rendered before they are values. */
  readonly legacy?: LegacyTemplate;
}

/** What a legacy JSON template has that others do not. */
export interface LegacyTemplate {
  readonly description: string | undefined;
  /** As they are written, in the order of the template: `inspect` shows no values. */
  readonly variables: readonly {
    readonly name: string;
    readonly written: string | undefined;
    readonly sensitive: boolean;
  }[];
  readonly builders: readonly { readonly name: string; readonly type: string }[];
  readonly provisionerTypes: readonly string[];
  /** What `{{timestamp}}` and `{{isotime}}` tell in all of the template, its variables included. */
  readonly readAt: Date;
  /** `machineValues` are the names of all that the build's machine may tell. */
  texts(build: Pick<BuildIdentity, "sourceName" | "builderType">, machineValues: readonly string[]): LegacyTexts;
}

/** What the `{{ }}` templates in one build's options are before a run; undefined where that is not known yet. */
export interface LegacyTexts {
  /** There is no machine yet that `build` could tell of. */
  readonly inSource: OptionTexts;
  /** In provisioners and post-processors what `build` tells is unknown, but a wrong name is an error already. */
  readonly withMachine: OptionTexts;
}

/** A variable with its value. */
export interface TemplateVariable {
  readonly name: string;
  readonly description: string;
  readonly sensitive: boolean;
  /** Unknown when unset and that was allowed. */
  readonly value: Value;
  readonly range: SourceRange;
}

/** A local with its value. */
export interface TemplateLocal {
  readonly name: string;
  readonly sensitive: boolean;
  readonly value: Value;
  readonly range: SourceRange;
}

/** A `source` block. */
export interface SourceBlock {
  readonly type: string;
  readonly name: string;
  /** Without what the engine itself takes out of it. */
  readonly block: ast.Block;
  readonly dependsOn?: readonly Dependency[];
}

/** A `build` block, its `dynamic` blocks expanded. */
export interface BuildBlock {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly sources: readonly SourceUse[];
  /** Counts for every source. */
  readonly dependsOn?: readonly Dependency[];
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
  readonly dependsOn?: readonly Dependency[];
  /** Where the build names it. */
  readonly range: SourceRange;
}
