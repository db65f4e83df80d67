import type { Diagnostic, Source } from "@ingot/hcl";
import type { ReadEvent, RunEvent, RunStatus } from "./events.js";
import type { Host } from "./host.js";
import type { Plan } from "./plan/model.js";
import type { Artifact, ComponentLoader } from "./plugin.js";
import type { Template } from "./template/model.js";

/** Few verbs: load → plan → run, and clean. An engine holds no state between calls but its component cache. */
export interface Engine {
  /**
   * Reads and resolves a template: a file, or a folder of `*.pkr.hcl` and `*.pkr.json`; data sources are read too. Never throws for a bad
   * template.
   */
  load(path: string, options?: LoadOptions): Promise<Loaded>;
  /** Loads the components that the template uses, decodes every config, and lays out the graph. Without effects. */
  plan(template: Template, selection?: Selection): Promise<Planning>;
  /** Starts at once and returns its handle synchronously. */
  run(plan: Plan, options?: RunOptions): Run;
  /** Destroys what dead runs left behind; touches no live run. */
  clean(options?: CleanOptions): Promise<CleanReport>;
}

/** What an engine works with. Of components of one type the first counts. */
export interface EngineOptions {
  readonly host: Host;
  readonly components: readonly ComponentLoader[];
}

/** How a template is read, and with which values. */
export interface LoadOptions {
  /**
   * The template itself, where it stands in no file, in HCL or its JSON syntax. The path is then only its name in messages, and
   * `path.root` is the host's directory.
   */
  readonly text?: string;
  /**
   * The template's language, where neither a name that ends in `.pkr.hcl` or `.pkr.json` nor a folder tells: `"json"` is Packer's old
   * JSON. Absent: that for files; and for texts what they look like.
   */
  readonly language?: "hcl2" | "json";
  /** `-var`: raw texts, in order; the last of a name wins. */
  readonly variables?: readonly { readonly name: string; readonly text: string }[];
  /** `-var-file`, in order. */
  readonly variableFiles?: readonly string[];
  /** `validate -syntax-only`: stop after parsing and collecting variables. */
  readonly syntaxOnly?: boolean;
  /** Warn about names in variable files that no variable declares. */
  readonly warnOnUndeclared?: boolean;
  /** Do not complain about variables without a value: `inspect`. */
  readonly allowUnset?: boolean;
  /**
   * Read nothing from outside: the outputs of data sources and the results of `vault()` and its like stay unknown. For checks;
   * a plan that needs one of them cannot be run.
   */
  readonly skipReading?: boolean;
  /** A plugin that is required and not built in is no error: for who lists what is required. */
  readonly allowMissingPlugins?: boolean;
  /** Aborts reading, also what `plan` reads; the calls then reject with an `IngotError` CANCELLED, whose cause is the reason. */
  readonly signal?: AbortSignal;
  /** Told when a read from outside begins and ends. What it throws is its own affair. */
  onRead?(event: ReadEvent): void;
}

/** What became of reading a template. */
export interface Loaded {
  /** Undefined when the errors leave nothing to work with, and with `syntaxOnly`. */
  readonly template: Template | undefined;
  /** The template's own: `"json"` is Packer's old JSON. */
  readonly language: "hcl2" | "json";
  readonly diagnostics: readonly Diagnostic[];
  /** Every file that was read, for rendering. */
  readonly sources: readonly Source[];
  /** What the lines of these files may hold that must not be shown. */
  readonly secrets: readonly string[];
}

/** Glob patterns over full build names. */
export interface Selection {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

/** What became of planning. */
export interface Planning {
  /** Holds the builds that are free of errors; undefined when there is none. */
  readonly plan: Plan | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What is done when a step fails: Packer's `-on-error`. */
export type OnError = "cleanup" | "abort" | "ask" | "run-cleanup-provisioner";

/** How a plan is run; by default all at once, and what failed is cleaned up. */
export interface RunOptions {
  /** Builds side by side; 0 or absent: no limit. */
  readonly parallelBuilds?: number;
  /** Builds side by side of one builder type, by its name: instead of the limit that the builder declares. 0: no limit. */
  readonly builderConcurrency?: Readonly<Record<string, number>>;
  readonly onError?: OnError;
  readonly force?: boolean;
  readonly debug?: boolean;
  readonly signal?: AbortSignal;
  readonly io?: IoHost;
}

/** Who listens, and answers. */
export interface IoHost {
  /** In order. A returned promise holds back the output that caused it; what else is returned means nothing. */
  notify(event: RunEvent): unknown;
  /** Without it, or where there is no terminal, the default answer is taken. */
  ask?(question: Question): Promise<string>;
}

/** Something that a person is asked while a build waits. */
export interface Question {
  readonly build: string;
  readonly text: string;
  readonly defaultAnswer: string;
  /** What is typed must not be shown. */
  readonly isSecret: boolean;
  readonly signal: AbortSignal;
}

/** A run that has started. Disposing of it cancels it, and waits until all is cleaned up. */
export interface Run extends AsyncDisposable {
  readonly id: string;
  /** Never rejects for a build's failure. Settles when all is cleaned up. */
  readonly result: Promise<RunResult>;
  /** First reason wins; resolves with `result`. */
  cancel(reason?: string): Promise<RunResult>;
}

/** How a run ended. */
export interface RunResult {
  readonly status: RunStatus;
  /** In the plan's order. */
  readonly builds: readonly BuildResult[];
}

/** How a build ended. */
export type BuildResult = {
  readonly name: string;
  readonly ms: number;
  /** What could not be cleaned up and why; it does not make a build fail, stays owed in the journal, and is worth an exit code. */
  readonly cleanupErrors?: readonly unknown[];
} & (
  | { readonly status: "succeeded"; readonly artifacts: readonly Artifact[] }
  | { readonly status: "failed"; readonly error: unknown; readonly artifacts: readonly Artifact[] }
  | { readonly status: "cancelled"; readonly reason: string; readonly artifacts: readonly Artifact[] }
  | { readonly status: "skipped"; readonly because: string }
);

/** What is cleaned up; by default what all dead runs left. */
export interface CleanOptions {
  /** Only this run's. */
  readonly runId?: string;
  /** Report, and destroy nothing. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  say?(message: string): void;
}

/** What `clean` found, run by run. */
export interface CleanReport {
  readonly runs: readonly CleanedRun[];
}

/** What became of what one run left. */
export interface CleanedRun {
  readonly runId: string;
  readonly state: "live" | "cleaned" | "owes";
  /** Of a dry run: what would be destroyed, and is still there. */
  readonly destroyed: readonly string[];
  /** What could not be destroyed, and why. */
  readonly failures: readonly { readonly resource: string; readonly error: unknown }[];
}
