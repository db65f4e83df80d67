import type { ContainerSpec, HostSpec } from "@ingot/client-docker";
import { parseDevice, parseLimit, parseMount, parsePort, parseSize, parseTmpfs } from "./run-values.js";

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the flags have said so far. */
export interface RunDraft {
  spec: Draft<Omit<ContainerSpec, "Image" | "HostConfig">>;
  host: Draft<HostSpec>;
  name?: string;
  platform?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface RunFlag {
  /** It takes no value, or "true" and "false" after "=". */
  readonly isSwitch?: boolean;
  /** Returns what is wrong with the value, if anything. */
  apply(draft: RunDraft, value: string): string | undefined;
}

export const shortFlags: Readonly<Record<string, string>> = {
  d: "detach",
  i: "interactive",
  t: "tty",
  e: "env",
  v: "volume",
  w: "workdir",
  u: "user",
  h: "hostname",
  p: "publish",
  P: "publish-all",
  l: "label",
  m: "memory",
};

type Change = (draft: RunDraft, value: string) => void;

const text = (change: Change): RunFlag => ({
  apply: (draft, value) => {
    change(draft, value);
    return undefined;
  },
});

const toggle = (change: (draft: RunDraft, isOn: boolean) => void): RunFlag => ({
  isSwitch: true,
  apply: (draft, value) => {
    if (!/^(true|false|1|0)$/i.test(value)) return `"${value}" is neither true nor false.`;
    change(draft, /^(true|1)$/i.test(value));
    return undefined;
  },
});

/** A value that has to be parsed: `parse` gives undefined where it cannot, and `like` is an example. */
const parsed = <T>(
  parse: (value: string) => T | undefined,
  like: string,
  change: (draft: RunDraft, value: T) => void,
): RunFlag => ({
  apply: (draft, value) => {
    const result = parse(value);
    if (result === undefined) return `"${value}" cannot be read. Write it like ${like}.`;
    change(draft, result);
    return undefined;
  },
});

type ListField = {
  [Key in keyof HostSpec]-?: HostSpec[Key] extends readonly string[] | undefined ? Key : never;
}[keyof HostSpec];

const append = (field: ListField): RunFlag =>
  text(({ host }, value) => {
    host[field] = [...(host[field] ?? []), value];
  });

const positive = (value: string) => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined);

const networkFlag = text(({ host }, value) => {
  host.NetworkMode = value;
});

/** The flags of `docker run` that make sense in a template, by their long names. */
export const runFlags: Readonly<Record<string, RunFlag>> = {
  detach: toggle(() => undefined),
  interactive: toggle(({ spec }, isOn) => {
    spec.OpenStdin = isOn;
  }),
  tty: toggle(({ spec }, isOn) => {
    spec.Tty = isOn;
  }),
  entrypoint: text(({ spec }, value) => {
    spec.Entrypoint = [value];
  }),
  name: text((draft, value) => {
    draft.name = value;
  }),
  env: {
    apply: ({ spec, env }, value) => {
      if (value.startsWith("=") || value === "") return `"${value}" names no variable.`;
      const set = value.includes("=") ? value : env[value] === undefined ? undefined : `${value}=${env[value]}`;
      if (set !== undefined) spec.Env = [...(spec.Env ?? []), set];
      return undefined;
    },
  },
  volume: parsed(parseMount, "/on/the/host:/in/the/container:ro", ({ spec, host }, mount) => {
    if ("bind" in mount) host.Binds = [...(host.Binds ?? []), mount.bind];
    else spec.Volumes = { ...spec.Volumes, [mount.volume]: {} };
  }),
  workdir: text(({ spec }, value) => {
    spec.WorkingDir = value;
  }),
  user: text(({ spec }, value) => {
    spec.User = value;
  }),
  network: networkFlag,
  net: networkFlag,
  privileged: toggle(({ host }, isOn) => {
    host.Privileged = isOn;
  }),
  "cap-add": append("CapAdd"),
  "cap-drop": append("CapDrop"),
  device: parsed(parseDevice, "/dev/fuse:/dev/fuse:rwm", ({ host }, device) => {
    host.Devices = [...(host.Devices ?? []), device];
  }),
  tmpfs: text(({ host }, value) => {
    host.Tmpfs = { ...host.Tmpfs, ...parseTmpfs(value) };
  }),
  "add-host": append("ExtraHosts"),
  dns: append("Dns"),
  hostname: text(({ spec }, value) => {
    spec.Hostname = value;
  }),
  publish: parsed(parsePort, "127.0.0.1:8080:80/tcp", ({ spec, host }, { container, binding }) => {
    spec.ExposedPorts = { ...spec.ExposedPorts, [container]: {} };
    host.PortBindings = { ...host.PortBindings, [container]: [...(host.PortBindings?.[container] ?? []), binding] };
  }),
  "publish-all": toggle(({ host }, isOn) => {
    host.PublishAllPorts = isOn;
  }),
  label: text(({ spec }, value) => {
    const at = value.indexOf("=");
    const [name, content] = at === -1 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
    spec.Labels = { ...spec.Labels, [name]: content };
  }),
  memory: parsed(parseSize, "512m", ({ host }, size) => {
    host.Memory = size;
  }),
  "memory-swap": parsed(
    (value) => (value === "-1" ? -1 : parseSize(value)),
    "1g",
    ({ host }, size) => {
      host.MemorySwap = size;
    },
  ),
  cpus: parsed(positive, "1.5", ({ host }, count) => {
    host.NanoCpus = Math.round(count * 1e9);
  }),
  "shm-size": parsed(parseSize, "64m", ({ host }, size) => {
    host.ShmSize = size;
  }),
  "security-opt": append("SecurityOpt"),
  ulimit: parsed(parseLimit, "nofile=1024:4096", ({ host }, limit) => {
    host.Ulimits = [...(host.Ulimits ?? []), limit];
  }),
  platform: text((draft, value) => {
    draft.platform = value;
  }),
  rm: toggle(({ host }, isOn) => {
    host.AutoRemove = isOn;
  }),
  init: toggle(({ host }, isOn) => {
    host.Init = isOn;
  }),
  ipc: text(({ host }, value) => {
    host.IpcMode = value;
  }),
  pid: text(({ host }, value) => {
    host.PidMode = value;
  }),
  userns: text(({ host }, value) => {
    host.UsernsMode = value;
  }),
  cgroupns: text(({ host }, value) => {
    host.CgroupnsMode = value;
  }),
  "group-add": append("GroupAdd"),
  "read-only": toggle(({ host }, isOn) => {
    host.ReadonlyRootfs = isOn;
  }),
  runtime: text(({ host }, value) => {
    host.Runtime = value;
  }),
  "stop-signal": text(({ spec }, value) => {
    spec.StopSignal = value;
  }),
};
