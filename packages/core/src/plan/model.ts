import type { Diagnostic, SourceRange, Value } from "@ingot/hcl";
import type { Artifact } from "../artifact.js";
import type { AnyBuilder, AnyConfig, AnyPostProcessor, AnyProvisioner, BuildIdentity } from "../plugin.js";
import type { Outside } from "../template/outside.js";
import type { GraphNode } from "./graph.js";

/** What a run would do, as data. Making one has no effects. */
export interface Plan {
  readonly nodes: readonly GraphNode[];
  /** In the order of the template; `id` of a build is its node's. */
  readonly builds: readonly PlannedBuild[];
  /** Every string within a sensitive value: the redactor's first list. */
  readonly secrets: readonly string[];
  /** Variables' values as JSON-safe data, for `{{user}}` in legacy JSON and for post-processors; sensitive ones included. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The template's directory as the user gave it: `path.root`, `{{template_dir}}`. */
  readonly templateDirectory: string;
  /** Where configs get more from while they are decoded. Absent: nowhere. */
  readonly outside?: Outside;
  /** Of a legacy JSON template: `{{user}}` has its variables, and its time is when it was read. */
  readonly legacy?: { readonly readAt: Date };
}

/** One `source` inside one `build` block. */
export interface PlannedBuild extends BuildIdentity {
  /** The graph node's id: the full name. */
  readonly id: string;
  /** Each build that must have succeeded before this one starts. */
  readonly needs: readonly BuildNeed[];
  readonly source: Planned<AnyBuilder>;
  readonly provisioners: readonly PlannedProvisioner[];
  readonly errorCleanup: PlannedProvisioner | undefined;
  /** The chains in the order written; `-except` has already cut them. */
  readonly postProcessors: readonly (readonly PlannedPostProcessor[])[];
}

/** Why a build waits for another. */
export interface BuildNeed {
  /** The full name of the other. */
  readonly build: string;
  /** Because it uses the artifact, or because `depends_on` says so. */
  readonly by: "reference" | "depends_on";
  /** Where that is written first. */
  readonly range: SourceRange;
}

/** What builds have made so far, for those that need it. */
export interface KnownArtifacts {
  /** A build's artifact, by its full name, or what one of its post-processors made. Undefined where there is none. */
  find(build: string, postProcessor?: string): Artifact | undefined;
  /** Whether output hides a part of the text. */
  holdsSecret(text: string): boolean;
}

/** A component and its block, decoded once for the plan and again when `build.*` is known. */
export interface Planned<Component> {
  readonly component: Component;
  readonly type: string;
  /** The block's header. */
  readonly range: SourceRange;
  /**
   * The config as the component gets it. `exports` are the machine's values for `build.*`; a source has none. `render`
   * renders the `{{ }}` templates in its options, and throws `IngotError` TEMPLATE_ENGINE. Errors here are errors of the
   * build.
   */
  decode(
    exports?: Readonly<Record<string, string>>,
    render?: (template: string) => string,
    artifacts?: KnownArtifacts,
  ): Decoded;
  /** The arguments as far as they are known before a run: an object in which others are unknown, and secrets marked. */
  preview(): Value;
}

/** What a block says, as its component wants it. */
export interface Decoded {
  /** Undefined when there are errors. */
  readonly config: AnyConfig | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Every text within a sensitive value of the config: more for the redactor. */
  readonly secrets: readonly string[];
}

/** A provisioner, and how it is run. */
export interface PlannedProvisioner extends Planned<AnyProvisioner> {
  readonly name: string | undefined;
  /** Milliseconds. */
  readonly pauseBefore: number | undefined;
  /** Milliseconds, for each attempt; the pause does not count. */
  readonly timeout: number | undefined;
  readonly maxRetries: number;
  readonly continueOnError: boolean;
}

/** A link of a chain of post-processors. */
export interface PlannedPostProcessor extends Planned<AnyPostProcessor> {
  readonly name: string | undefined;
  /** `keep_input_artifact` as the user wrote it. */
  readonly keepInput: boolean | undefined;
}
