import type { Digest } from "../digest.js";
import type { HistoryEntry, ImageConfig, Platform, RunConfig } from "./model.js";

/** What a build changes of how an image runs; what is undefined stays as it is in the base. */
export interface RunChanges {
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly workdir?: string | undefined;
  readonly user?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** "80", "53/udp". */
  readonly expose?: readonly string[] | undefined;
  readonly volumes?: readonly string[] | undefined;
  readonly stopSignal?: string | undefined;
  readonly author?: string | undefined;
}

/** The config of an image without anything. */
export const scratchConfig = (platform: Platform): ImageConfig => ({
  architecture: platform.architecture,
  os: platform.os,
  ...(platform.variant && { variant: platform.variant }),
  config: {},
  rootfs: { type: "layers", diff_ids: [] },
  history: [],
});

export interface NextConfig {
  readonly changes: RunChanges;
  /** Of the layer that was added; undefined when no file changed. */
  readonly diffId: Digest | undefined;
  /** Seconds since 1970. */
  readonly epoch: number;
  /** The history entry's line. */
  readonly createdBy: string;
}

/** The config of an image that is `base` with one more layer, or with changes of its config only. */
export function nextConfig(base: ImageConfig, { changes, diffId, epoch, createdBy }: NextConfig): ImageConfig {
  const created = new Date(epoch * 1000).toISOString().replace(".000Z", "Z");
  const author = changes.author ?? base.author;
  const entry: HistoryEntry = {
    created,
    created_by: createdBy,
    ...(changes.author && { author: changes.author }),
    ...(diffId === undefined && { empty_layer: true }),
  };
  return {
    ...base,
    created,
    ...(author && { author }),
    config: changeRunConfig(base.config ?? {}, changes),
    rootfs: { type: "layers", diff_ids: [...base.rootfs.diff_ids, ...(diffId ? [diffId] : [])] },
    history: [...(base.history ?? []), entry],
  };
}

/** As Docker has it: an entrypoint without a cmd drops the base's cmd, which was meant for another entrypoint. */
function changeRunConfig(base: RunConfig, changes: RunChanges): RunConfig {
  const { Cmd: oldCmd, ...rest } = base;
  const cmd = changes.cmd ?? (changes.entrypoint ? undefined : oldCmd);
  return {
    ...rest,
    ...(changes.user !== undefined && { User: changes.user }),
    ...(changes.expose && { ExposedPorts: { ...base.ExposedPorts, ...keys(changes.expose.map(portKey)) } }),
    ...(changes.env && { Env: mergeEnv(base.Env ?? [], changes.env) }),
    ...(changes.entrypoint && { Entrypoint: changes.entrypoint }),
    ...(cmd && { Cmd: cmd }),
    ...(changes.volumes && { Volumes: { ...base.Volumes, ...keys(changes.volumes) } }),
    ...(changes.workdir !== undefined && { WorkingDir: changes.workdir }),
    ...(changes.labels && { Labels: { ...base.Labels, ...changes.labels } }),
    ...(changes.stopSignal !== undefined && { StopSignal: changes.stopSignal }),
  };
}

const portKey = (port: string): string => (port.includes("/") ? port : `${port}/tcp`);

const keys = (names: readonly string[]): Record<string, object> => Object.fromEntries(names.map((name) => [name, {}]));

/** Keeps the base's order; a variable that it has is changed in its place. */
export function mergeEnv(base: readonly string[], changes: Readonly<Record<string, string>>): string[] {
  const merged = new Map(base.map(splitVariable));
  for (const [name, value] of Object.entries(changes)) merged.set(name, value);
  return [...merged].map(([name, value]) => `${name}=${value}`);
}

export function splitVariable(variable: string): [string, string] {
  const equals = variable.indexOf("=");
  return equals < 0 ? [variable, ""] : [variable.slice(0, equals), variable.slice(equals + 1)];
}
