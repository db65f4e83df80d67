/**
 * The contract between the engine and its components. A component imports this entry and nothing else of the engine.
 * Components are plain objects made by the `define…` functions, which exist so that `Config` is inferred from `config`.
 */
import type { Readable } from "node:stream";
import type { Diagnostic, RemoteSystem } from "@ingot/hcl";
import type { z } from "zod";
import type { Artifact } from "./artifact.js";
import type { Host } from "./host.js";
import type { JsonValue } from "./json.js";
import type { DestroyOutcome, ResourceIntent, ResourceRecord } from "./resource.js";

export { reasonOf } from "@ingot/hcl/reason"; // not the whole language: components need none of it
export { type Artifact, artifactOfFiles } from "./artifact.js";
export {
  block,
  blocks,
  duration,
  type FieldDescription,
  lateTemplate,
  literalText,
  numberOr,
  optionalNumber,
  optionalText,
  secretText,
  textOr,
} from "./config/fields.js";
export { IngotError, type IngotErrorOptions, isIngotError } from "./errors.js";
export { explainingFileErrors, fileReasonOf } from "./file-error.js";
export { type LockOptions, withFileLock } from "./file-lock.js";
export type { ChildProcessHandle, Host, NetworkAddress, SpawnOptions } from "./host.js";
export type { JsonValue } from "./json.js";
export { makeDirectory } from "./make-directory.js";
export { forEachLine, type LineCutter, lineCutter, passOutput } from "./output-lines.js";
export type { DestroyOutcome, ResourceIntent, ResourceRecord } from "./resource.js";
export { formatDuration } from "./run/format-duration.js";
export { runVariable } from "./run/marked-processes.js";
export { isSameProcess, ownProcess, type ProcessIdentity } from "./run/process-identity.js";
export { runUuid } from "./run-uuid.js";
export { writeWholeFile } from "./whole-file.js";

/** The schema of a component's block: an object schema, whose keys are the block's argument and block names. */
export type ConfigSchema<Config> = z.ZodType<Config>;

/** Something wrong with a config that its schema cannot say. The engine adds the range, and drops it where the value is not yet known. */
export interface ConfigIssue {
  /** From the block's top: `["scripts", 0]`. Empty for the block as a whole. */
  readonly path: readonly (string | number)[];
  /** What of the string at `path` it is about, in UTF-16 units; absent: all of it. */
  readonly part?: { readonly offset: number; readonly length: number };
  readonly severity?: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
}

/** What a check may ask of the outside: read-only, immediate. */
export interface CheckHost {
  /** Absolute. Relative paths in a template are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What stands at `path` (relative to `cwd`), following links; undefined when nothing does. */
  kindOf(path: string): "file" | "directory" | "other" | undefined;
  /** A small file's text; undefined where there is none, or none that can be read. */
  textOf?(path: string): string | undefined;
}

/**
 * The attributes of a component's artifacts beyond `id` and `files`: what other builds can write after `artifact.…`. An object
 * schema; its keys are those of `Artifact.values`. A value that an artifact lacks is an error where it is asked for.
 */
export type ArtifactSchema = z.ZodObject;

interface Component<Config> {
  /** The first label of its block: "docker", "shell". */
  readonly type: string;
  /** One sentence for reference pages and listings. */
  readonly description: string;
  readonly config: ConfigSchema<Config>;
  /** Runs at `validate` too, so it must not change anything. Unknown values stand as placeholders; issues at them are dropped. */
  check?(config: Config, host: CheckHost): ConfigIssue[];
}

/** Turns one `source` block into a running machine. */
export interface Builder<Config> extends Component<Config> {
  readonly kind: "builder";
  /** Names that `build.*` gains, beyond the common ones (`ID`, `Host`, `ConnType`, …). */
  readonly exports: readonly string[];
  /** Absent: its artifacts have an id and files, and nothing more that other builds can ask for. */
  readonly artifact?: ArtifactSchema;
  /** How many builds of this type run side by side at most, whatever the user allows; absent: no limit. */
  readonly concurrency?: number;
  /** What it started is released through `run.acquire` and `run.defer`, never by the machine itself. */
  start(config: Config, run: BuildContext): Promise<Machine>;
}

/** What a builder has started and a provisioner can talk to. */
export interface Machine {
  readonly communicator: Communicator;
  /** Values for `build.*`: the common names (`ID`, `Host`, `ConnType`, …) and those the builder declares in `exports`. */
  readonly exports: Readonly<Record<string, string>>;
  /** Aborts when the machine has died, with an error that says why: provisioners are cut short, also those that do not talk to it. */
  readonly lost?: AbortSignal;
  /** Keeps the machine's state as an artifact; undefined where there is nothing to keep. */
  save(run: BuildContext): Promise<Artifact | undefined>;
}

/** A line that a command printed. */
export interface OutputLine {
  readonly stream: "stdout" | "stderr";
  /** Without its line end. */
  readonly text: string;
}

/** A piece of what a command printed, cut anywhere. */
export interface OutputBytes {
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

/** How a command runs on a machine. */
export interface ExecOptions {
  /** First abort kills the remote process; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for each line as it comes; a returned promise holds the stream back. */
  onOutput?(line: OutputLine): void | Promise<void>;
  /** In place of `onOutput`: the bytes as they come, for output that is no text. */
  onBytes?(piece: OutputBytes): void | Promise<void>;
  readonly stdin?: Readable;
  /** The command may end the connection, as a restart does: the machine may then come back with another host key. */
  readonly expectDisconnect?: boolean;
}

/** A command always ends with an exit status; losing the connection or the status is an error (`COMMUNICATOR_LOST`), and so is a machine that has turned itself off (`MACHINE_SHUT_DOWN`). */
export interface ExecResult {
  readonly exitCode: number;
}

/** How files travel to a machine, and from it. */
export interface TransferOptions {
  readonly signal?: AbortSignal;
  /** Permission bits of the written file, in a directory of all files; default: those of the source, or 0644 for a stream. */
  readonly mode?: number;
  /** Called as the bytes of files go by; a transfer that starts again starts at 0 again. */
  onProgress?(progress: TransferProgress): void;
  /** What is compared with the source when all is written; default: the size. */
  readonly verify?: "size" | "sha256";
  /** Of a download of one file: write into the destination itself, which keeps its mode. The caller sees to it that nobody takes it for whole too soon. */
  readonly inPlace?: boolean;
}

/** How far a transfer is, in bytes. */
export interface TransferProgress {
  /** Bytes of files so far. */
  readonly transferred: number;
  /** Bytes of all files; undefined while it is not known. */
  readonly total: number | undefined;
}

/** How we talk to a machine. Paths on the machine are the machine's own; local paths are absolute. */
export interface Communicator {
  readonly type: string;
  /** Runs `command` by the machine's shell (`/bin/sh -c` or the like). */
  exec(command: string, options?: ExecOptions): Promise<ExecResult>;
  /** A local file's path, or a stream, to one file. */
  upload(source: string | Readable, destination: string, options?: TransferOptions): Promise<void>;
  /** Like rsync: with a trailing "/" the contents of `source`, without it the directory itself, into `destination`. */
  uploadDirectory(source: string, destination: string, options?: TransferOptions): Promise<void>;
  download(source: string, destination: string, options?: TransferOptions): Promise<void>;
  downloadDirectory(source: string, destination: string, options?: TransferOptions): Promise<void>;
  /** Whether a directory is at `path`, links followed; absent where only a command can tell. */
  isDirectory?(path: string, options?: Pick<TransferOptions, "signal">): Promise<boolean>;
  close(): Promise<void>;
}

/** What a provisioner works on. */
export interface ProvisionTarget {
  readonly communicator: Communicator;
  /** The values of `build.*`, for command templates: `{{ .ID }}`. */
  readonly exports: Readonly<Record<string, string>>;
}

/** Does something to a running machine. When `provision` rejects, the attempt has failed. */
export interface Provisioner<Config> extends Component<Config> {
  readonly kind: "provisioner";
  /** Called afresh, with a fresh signal, for each attempt. */
  provision(config: Config, target: ProvisionTarget, run: BuildContext): Promise<void>;
}

/** Makes another artifact of one. When `process` rejects, its chain ends and the build fails. */
export interface PostProcessor<Config> extends Component<Config> {
  readonly kind: "post-processor";
  /** Absent: its artifacts have an id and files, and nothing more that other builds can ask for. */
  readonly artifact?: ArtifactSchema;
  process(config: Config, artifact: Artifact, run: BuildContext): Promise<PostProcessed>;
}

/** What a post-processor made, and what becomes of what it was given. */
export interface PostProcessed {
  /** Undefined ends the chain quietly. */
  readonly artifact: Artifact | undefined;
  /** Whether the input artifact stays when the user does not say; `"always"` overrules a user's false. */
  readonly keepInput: boolean | "always";
}

/** Reads values from outside while a template loads; `output` types `data.TYPE.NAME` also where nothing is read. */
export interface DataSource<Config, Output> extends Component<Config> {
  readonly kind: "data-source";
  /** An object schema: its keys are the attributes. Those that may have no value are nullable rather than optional. */
  readonly output: z.ZodType<Output>;
  /** Changes nothing outside. Called once in a load, whatever refers to it. */
  read(config: Config, context: ReadContext): Promise<Output>;
}

/** A system outside that functions ask: `vault()` asks the store of the type "vault". */
export interface ValueStore {
  readonly kind: "value-store";
  readonly type: RemoteSystem;
  /** The fields of a secret in Vault, a text in the others; undefined where there is nothing. Called once for each name. */
  read(name: string, context: ReadContext): Promise<JsonValue | undefined>;
}

/** What one read may know of the load that it is part of. */
export interface ReadContext {
  /** Aborted when the load is cancelled; its reason is the error to throw. Nothing may stay behind. */
  readonly signal: AbortSignal;
  readonly host: Host;
  /** Registers a secret: it is hidden in all output from now on. What a data source gives that holds it is sensitive. */
  hide(secret: string): void;
}

/** Destroys what a dead run left behind. */
export interface Reaper {
  /** The resource kinds it knows: "docker.container". */
  readonly kinds: readonly string[];
  /** Destroys what `record` names. A thing that is already gone is a success: `"absent"`. */
  reap(record: ResourceRecord, run: ReapContext): Promise<DestroyOutcome>;
  /** Finds, by run id (label, tag, file name), what the record does not name exactly, and destroys it. Returns descriptions. */
  sweep?(runId: string, run: ReapContext): Promise<readonly string[]>;
}

/** What a reaper may use. */
export interface ReapContext {
  readonly signal: AbortSignal;
  readonly host: Host;
  say(message: string): void;
}

/** Which build of the plan this is. */
export interface BuildIdentity {
  /** The full name, unique in the plan: `[build.name.]type.name`. */
  readonly name: string;
  readonly builderType: string;
  /** The source's label, what `{{build_name}}`, `PACKER_BUILD_NAME` and manifests show. */
  readonly sourceName: string;
}

/** Of a question to a person. */
export interface AskOptions {
  /** The answer is not shown as it is typed, and hidden in all output from then on. */
  readonly isSecret?: boolean;
}

/** Everything a component may know about the run it is part of. */
export interface BuildContext {
  /** 128 random bits in hexadecimal: the label, tag and file-name part of all that the run creates. */
  readonly runId: string;
  readonly build: BuildIdentity;
  /** `-force`: overwrite what an earlier run made. */
  readonly force: boolean;
  readonly debug: boolean;
  /**
   * Aborted on cancellation and timeout; its reason is the error to throw. While a clean-up runs this is a fresh signal, which
   * aborts when the clean-up takes too long: so read it when it is needed, and do not keep it. A component that goes on for
   * longer than 10 s after an abort is left behind.
   */
  readonly signal: AbortSignal;
  readonly host: Host;
  /** A line of progress for the user. */
  say(message: string): void;
  warn(message: string): void;
  /** Output of a machine or of a local program; await it for back-pressure. */
  output(line: OutputLine): void | Promise<void>;
  /**
   * The answer to `question`, of a person at a terminal; undefined where there is nobody to ask, so that nothing waits in vain. Questions
   * of builds side by side come one after the other. Rejects with the signal's reason when it is aborted.
   */
  ask(question: string, options?: AskOptions): Promise<string | undefined>;
  /** Registers a secret that is not a sensitive value of the template: it is hidden in all output from now on. */
  hide(secret: string): void;
  /** `text` with every secret hidden, for what a component itself writes: a manifest, a log file. Events and errors need it not. */
  redact(text: string): string;
  /** Timed, and told to programs as two events; people are shown what `say` says. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs when the build ends, however it ends, newest first. For what dies with this process anyway. */
  defer(cleanup: () => Promise<void> | void): void;
  /**
   * Creates something that outlives this process. The intent is in the journal, on disk, before `create` is called;
   * `destroy` runs when the build ends, however it ends, newest first, and is recorded too. When `create` fails it must have
   * left nothing behind; when it is aborted half-way the intent stays in the journal, for `clean` to look.
   */
  acquire<T>(
    resource: ResourceIntent,
    create: () => Promise<T>,
    destroy: (created: T) => Promise<void>,
    options?: AcquireOptions<T>,
  ): Promise<Acquired<T>>;
  /** A private (0700), journalled directory, gone at the build's end. Its name holds the run id. */
  tempDirectory(): Promise<string>;
  /**
   * Renders a `{{ }}` template: `{{ .Name }}` from `data` and from the values of `build.*`, and the functions
   * `build_name`, `build_type`, `timestamp`, `isotime`, `uuid`, `user`, `template_dir`, `pwd`, `packer_version`, `clean_resource_name`, `env` … Throws an
   * `IngotError` with code TEMPLATE_ENGINE.
   */
  render(template: string, data?: Readonly<Record<string, JsonValue>>): string;
}

/** What is special about something that is acquired. */
export interface AcquireOptions<T = unknown> {
  /** How long destroying it may take, in milliseconds, before that counts as failed. Default: a minute. */
  readonly patience?: number;
  /** False: it was asked for, and nobody knows whether it will be there. A reaper then sees no `isCreated`. Default: it is there. */
  readonly isThere?: (created: T) => boolean;
}

/** Something that outlives this process, and is destroyed at the build's end unless it is kept. */
export interface Acquired<T> {
  readonly value: T;
  /** Destroys now rather than at the build's end. Later calls do nothing. */
  release(): Promise<void>;
  /** The thing is now the artifact, or part of it: it stays, and the journal says so. */
  keep(): Promise<void>;
}

/** A builder, whatever its config. */
export type AnyBuilder = Builder<AnyConfig>;
/** A provisioner, whatever its config. */
export type AnyProvisioner = Provisioner<AnyConfig>;
/** A post-processor, whatever its config. */
export type AnyPostProcessor = PostProcessor<AnyConfig>;
/** A data source, whatever its config and output. */
export type AnyDataSource = DataSource<AnyConfig, unknown>;
/** The one `any`: a component's config type is known to the component alone, and its schema has made the value. */
// biome-ignore lint/suspicious/noExplicitAny: the registry's one place
export type AnyConfig = any;

/** A component that is loaded when a template uses its type. */
export type ComponentLoader =
  | { readonly kind: "builder"; readonly type: string; load(): Promise<AnyBuilder> }
  | { readonly kind: "provisioner"; readonly type: string; load(): Promise<AnyProvisioner> }
  | { readonly kind: "post-processor"; readonly type: string; load(): Promise<AnyPostProcessor> }
  | { readonly kind: "data-source"; readonly type: string; load(): Promise<AnyDataSource> }
  | { readonly kind: "value-store"; readonly type: RemoteSystem; load(): Promise<ValueStore> }
  | { readonly kind: "reaper"; readonly kinds: readonly string[]; load(): Promise<Reaper> };

/** A builder whose config is what its schema makes. */
export const defineBuilder = <Config>(builder: Omit<Builder<Config>, "kind">): Builder<Config> => ({
  kind: "builder",
  ...builder,
});

/** A provisioner whose config is what its schema makes. */
export const defineProvisioner = <Config>(provisioner: Omit<Provisioner<Config>, "kind">): Provisioner<Config> => ({
  kind: "provisioner",
  ...provisioner,
});

/** A post-processor whose config is what its schema makes. */
export const definePostProcessor = <Config>(
  postProcessor: Omit<PostProcessor<Config>, "kind">,
): PostProcessor<Config> => ({ kind: "post-processor", ...postProcessor });

/** A data source whose config and output are what its schemas make. */
export const defineDataSource = <Config, Output>(
  dataSource: Omit<DataSource<Config, Output>, "kind">,
): DataSource<Config, Output> => ({ kind: "data-source", ...dataSource });

/** A store that functions such as `vault()` ask. */
export const defineValueStore = (store: Omit<ValueStore, "kind">): ValueStore => ({ kind: "value-store", ...store });

/** A reaper of the kinds that it names. */
export const defineReaper = (reaper: Reaper): Reaper => reaper;

export type { Diagnostic, RemoteSystem };
