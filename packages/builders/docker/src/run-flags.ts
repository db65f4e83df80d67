import type { ContainerSpec, HostSpec } from "@ingot/client-docker";
import {
  parseDevice,
  parseGpus,
  parseLimit,
  parseMount,
  parseMountOptions,
  parsePair,
  parsePort,
  parseSize,
  parseTmpfs,
} from "./run-values.js";

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
  c: "cpu-shares",
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

/** The fields of the host's part that hold a `Content`. */
type FieldOf<Content> = {
  [Key in keyof HostSpec]-?: NonNullable<HostSpec[Key]> extends Content ? Key : never;
}[keyof HostSpec];

const hostText = (field: FieldOf<string>): RunFlag =>
  text(({ host }, value) => {
    host[field] = value;
  });

const append = (field: FieldOf<readonly string[]>): RunFlag =>
  text(({ host }, value) => {
    host[field] = [...(host[field] ?? []), value];
  });

const hostSwitch = (field: FieldOf<boolean>): RunFlag =>
  toggle(({ host }, isOn) => {
    host[field] = isOn;
  });

const hostNumber = (field: FieldOf<number>, parse: (value: string) => number | undefined, like: string): RunFlag =>
  parsed(parse, like, ({ host }, value) => {
    host[field] = value;
  });

const hostPairs = (field: "Sysctls" | "StorageOpt", like: string): RunFlag =>
  parsed(parsePair, like, ({ host }, [name, value]) => {
    host[field] = { ...host[field], [name]: value };
  });

const positive = (value: string) => (/^(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : undefined);
const whole = (value: string) => (/^-?\d{1,15}$/.test(value) ? Number(value) : undefined);
const isSeccompFile = (option: string) => /^seccomp[=:]\s*(?!unconfined$|builtin$|\{)/.test(option);
const sizeOrNone = (value: string) => (value === "-1" ? -1 : parseSize(value));

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
  platform: text((draft, value) => {
    draft.platform = value;
  }),
  rm: hostSwitch("AutoRemove"),
  init: hostSwitch("Init"),

  env: {
    apply: ({ spec, env }, value) => {
      if (value.startsWith("=") || value === "") return `"${value}" names no variable.`;
      const set = value.includes("=") || env[value] === undefined ? value : `${value}=${env[value]}`;
      spec.Env = [...(spec.Env ?? []), set]; // a name alone takes the image's variable away
      return undefined;
    },
  },
  label: text(({ spec }, value) => {
    const at = value.indexOf("=");
    const [name, content] = at === -1 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
    spec.Labels = { ...spec.Labels, [name]: content };
  }),
  workdir: text(({ spec }, value) => {
    spec.WorkingDir = value;
  }),
  user: text(({ spec }, value) => {
    spec.User = value;
  }),
  "group-add": append("GroupAdd"),
  "stop-signal": text(({ spec }, value) => {
    spec.StopSignal = value;
  }),

  volume: parsed(parseMount, "/on/the/host:/in/the/container:ro", ({ spec, host }, mount) => {
    if ("bind" in mount) host.Binds = [...(host.Binds ?? []), mount.bind];
    else spec.Volumes = { ...spec.Volumes, [mount.volume]: {} };
  }),
  "volumes-from": append("VolumesFrom"),
  mount: parsed(parseMountOptions, "type=bind,source=/here,target=/there,readonly", ({ host }, mount) => {
    host.Mounts = [...(host.Mounts ?? []), mount];
  }),
  tmpfs: text(({ host }, value) => {
    host.Tmpfs = { ...host.Tmpfs, ...parseTmpfs(value) };
  }),
  "read-only": hostSwitch("ReadonlyRootfs"),
  "storage-opt": hostPairs("StorageOpt", "size=20G"),
  device: parsed(parseDevice, "/dev/fuse:/dev/fuse:rwm", ({ host }, device) => {
    host.Devices = [...(host.Devices ?? []), device];
  }),
  gpus: parsed(parseGpus, "all, 2 or device=0", ({ host }, request) => {
    host.DeviceRequests = [...(host.DeviceRequests ?? []), request];
  }),

  network: hostText("NetworkMode"),
  net: hostText("NetworkMode"),
  link: append("Links"),
  "add-host": append("ExtraHosts"),
  dns: append("Dns"),
  "dns-option": append("DnsOptions"),
  "dns-search": append("DnsSearch"),
  hostname: text(({ spec }, value) => {
    spec.Hostname = value;
  }),
  domainname: text(({ spec }, value) => {
    spec.Domainname = value;
  }),
  expose: parsed(parsePort, "80/tcp", ({ spec }, { container }) => {
    spec.ExposedPorts = { ...spec.ExposedPorts, [container]: {} };
  }),
  publish: parsed(parsePort, "127.0.0.1:8080:80/tcp", ({ spec, host }, { container, binding }) => {
    spec.ExposedPorts = { ...spec.ExposedPorts, [container]: {} };
    host.PortBindings = { ...host.PortBindings, [container]: [...(host.PortBindings?.[container] ?? []), binding] };
  }),
  "publish-all": hostSwitch("PublishAllPorts"),

  memory: hostNumber("Memory", parseSize, "512m"),
  "memory-reservation": hostNumber("MemoryReservation", parseSize, "256m"),
  "memory-swap": hostNumber("MemorySwap", sizeOrNone, "1g"),
  "shm-size": hostNumber("ShmSize", parseSize, "64m"),
  "oom-kill-disable": hostSwitch("OomKillDisable"),
  "pids-limit": hostNumber("PidsLimit", whole, "200"),
  cpus: parsed(positive, "1.5", ({ host }, count) => {
    host.NanoCpus = Math.round(count * 1e9);
  }),
  "cpu-period": hostNumber("CpuPeriod", whole, "100000"),
  "cpu-quota": hostNumber("CpuQuota", whole, "50000"),
  "cpu-shares": hostNumber("CpuShares", whole, "512"),
  "cpuset-cpus": hostText("CpusetCpus"),
  "cpuset-mems": hostText("CpusetMems"),
  ulimit: parsed(parseLimit, "nofile=1024:4096", ({ host }, limit) => {
    host.Ulimits = [...(host.Ulimits ?? []), limit];
  }),

  privileged: hostSwitch("Privileged"),
  "cap-add": append("CapAdd"),
  "cap-drop": append("CapDrop"),
  "security-opt": {
    apply: ({ host }, value) => {
      if (/^systempaths[=:]unconfined$/.test(value))
        return void Object.assign(host, { MaskedPaths: [], ReadonlyPaths: [] });
      if (isSeccompFile(value))
        return 'A profile is not read from a file. Write its content: "--security-opt=seccomp=${file("profile.json")}".';
      host.SecurityOpt = [...(host.SecurityOpt ?? []), value];
      return undefined;
    },
  },
  sysctl: hostPairs("Sysctls", "net.core.somaxconn=1024"),
  runtime: hostText("Runtime"),
  "cgroup-parent": hostText("CgroupParent"),
  cgroupns: hostText("CgroupnsMode"),
  ipc: hostText("IpcMode"),
  pid: hostText("PidMode"),
  userns: hostText("UsernsMode"),
  uts: hostText("UTSMode"),
};
