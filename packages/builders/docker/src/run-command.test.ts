import { defaultRunCommand } from "./config.js";
import { parseRunCommand } from "./run-command.js";
import { runFlags } from "./run-flags.js";

const parse = (...args: string[]) => parseRunCommand(args, { HOME: "/root", EMPTY: "" });
const messages = (...args: string[]) => parse(...args).problems.map(({ message }) => message);

test("Packer's default is understood", () => {
  expect(parseRunCommand(defaultRunCommand, {})).toEqual({
    run: {
      image: "{{.Image}}",
      command: [],
      name: undefined,
      platform: undefined,
      spec: { OpenStdin: true, Tty: true, Entrypoint: ["/bin/sh"] },
      host: {},
    },
    problems: [],
  });
});

test.each<[string[], object]>([
  [["-dit", "i"], { spec: { OpenStdin: true, Tty: true } }],
  [["-ite", "A=1", "i"], { spec: { OpenStdin: true, Tty: true, Env: ["A=1"] } }],
  [["-eA=1", "--env", "B=2=3", "--env=C=", "i"], { spec: { Env: ["A=1", "B=2=3", "C="] } }],
  [["-e", "HOME", "-e", "EMPTY", "-e", "UNSET", "i"], { spec: { Env: ["HOME=/root", "EMPTY=", "UNSET"] } }],
  [
    ["-v", "/a:/b:ro", "--volume=name:/c", "-v/d", "i"],
    { spec: { Volumes: { "/d": {} } }, host: { Binds: ["/a:/b:ro", "name:/c"] } },
  ],
  [["-w", "/w", "-u", "1:2", "-h", "host", "i"], { spec: { WorkingDir: "/w", User: "1:2", Hostname: "host" } }],
  [["--privileged", "i"], { host: { Privileged: true } }],
  [["--privileged=false", "--init=1", "--rm", "i"], { host: { Privileged: false, Init: true, AutoRemove: true } }],
  [["--cap-add", "A", "--cap-add=B", "--cap-drop", "ALL", "i"], { host: { CapAdd: ["A", "B"], CapDrop: ["ALL"] } }],
  [
    ["--device", "/dev/fuse", "--device=/dev/a:/dev/b:r", "--device=/dev/c:rw", "i"],
    {
      host: {
        Devices: [
          { PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rwm" },
          { PathOnHost: "/dev/a", PathInContainer: "/dev/b", CgroupPermissions: "r" },
          { PathOnHost: "/dev/c", PathInContainer: "/dev/c", CgroupPermissions: "rw" },
        ],
      },
    },
  ],
  [
    ["--tmpfs", "/run", "--tmpfs=/x:size=1m,mode=700", "i"],
    { host: { Tmpfs: { "/run": "", "/x": "size=1m,mode=700" } } },
  ],
  [["--add-host", "a:1.2.3.4", "--dns", "1.1.1.1", "i"], { host: { ExtraHosts: ["a:1.2.3.4"], Dns: ["1.1.1.1"] } }],
  [
    ["-p", "8080:80", "-p", "127.0.0.1::81/udp", "-p82", "--publish=[::1]:83:83", "i"],
    {
      spec: { ExposedPorts: { "80/tcp": {}, "81/udp": {}, "82/tcp": {}, "83/tcp": {} } },
      host: {
        PortBindings: {
          "80/tcp": [{ HostIp: "", HostPort: "8080" }],
          "81/udp": [{ HostIp: "127.0.0.1", HostPort: "" }],
          "82/tcp": [{ HostIp: "", HostPort: "" }],
          "83/tcp": [{ HostIp: "::1", HostPort: "83" }],
        },
      },
    },
  ],
  [["-l", "a=b=c", "--label", "d", "i"], { spec: { Labels: { a: "b=c", d: "" } } }],
  [
    ["-m", "512m", "--memory-swap=-1", "--shm-size", "1gb", "i"],
    { host: { Memory: 536_870_912, MemorySwap: -1, ShmSize: 1_073_741_824 } },
  ],
  [["--cpus", "1.5", "i"], { host: { NanoCpus: 1_500_000_000 } }],
  [
    ["--ulimit", "nofile=1:2", "--ulimit=core=0", "i"],
    {
      host: {
        Ulimits: [
          { Name: "nofile", Soft: 1, Hard: 2 },
          { Name: "core", Soft: 0, Hard: 0 },
        ],
      },
    },
  ],
  [
    ["--security-opt", "seccomp=unconfined", "--ipc=host", "--pid", "host", "i"],
    { host: { SecurityOpt: ["seccomp=unconfined"], IpcMode: "host", PidMode: "host" } },
  ],
  [
    ["--mount", "type=bind,src=/a,dst=/b,readonly", "--mount=target=/c", "--volumes-from", "other:ro", "i"],
    {
      host: {
        Mounts: [
          { Type: "bind", Source: "/a", Target: "/b", ReadOnly: true },
          { Type: "volume", Target: "/c" },
        ],
        VolumesFrom: ["other:ro"],
      },
    },
  ],
  [
    ["--gpus", "all", "--gpus=2", "--gpus", '"device=GPU-1"', "i"],
    {
      host: {
        DeviceRequests: [
          { Driver: "", Capabilities: [["gpu"]], Count: -1 },
          { Driver: "", Capabilities: [["gpu"]], Count: 2 },
          { Driver: "", Capabilities: [["gpu"]], DeviceIDs: ["GPU-1"] },
        ],
      },
    },
  ],
  [
    ["--sysctl", "net.core.somaxconn=9", "--sysctl=a.b=c=d", "--storage-opt", "size=1G", "i"],
    { host: { Sysctls: { "net.core.somaxconn": "9", "a.b": "c=d" }, StorageOpt: { size: "1G" } } },
  ],
  [
    ["-c", "2", "--cpu-quota=-1", "--cpuset-cpus", "0-1", "--pids-limit", "-1", "i"],
    { host: { CpuShares: 2, CpuQuota: -1, CpusetCpus: "0-1", PidsLimit: -1 } },
  ],
  [
    ["--domainname", "example.org", "--dns-search=a", "--expose", "80", "--expose=53/udp", "i"],
    {
      spec: { Domainname: "example.org", ExposedPorts: { "80/tcp": {}, "53/udp": {} } },
      host: { DnsSearch: ["a"] },
    },
  ],
  [["--security-opt=systempaths=unconfined", "i"], { host: { MaskedPaths: [], ReadonlyPaths: [] } }],
  [["--security-opt", 'seccomp={"a":1}', "i"], { host: { SecurityOpt: ['seccomp={"a":1}'] } }],
  [["--cpus=.5", "i"], { host: { NanoCpus: 500_000_000 } }],
  [["--network", "none", "i"], { host: { NetworkMode: "none" } }],
  [["--net=host", "i"], { host: { NetworkMode: "host" } }],
  [["--name", "x", "--platform", "linux/arm64", "i"], { name: "x", platform: "linux/arm64" }],
  [["i", "-e", "--", "x"], { command: ["-e", "--", "x"] }],
  [["--entrypoint", "", "--", "i", "cmd"], { spec: { Entrypoint: [""] }, command: ["cmd"] }],
])("%j is understood", (args, expected) => {
  const { run, problems } = parse(...args);
  expect(problems).toEqual([]);
  expect(run).toEqual({
    image: "i",
    command: [],
    name: undefined,
    platform: undefined,
    spec: {},
    host: {},
    ...expected,
  });
});

test("an unknown flag is named, with those that are known", () => {
  const [message] = messages("-d", "--blkio-weight=9", "i");
  expect(message).toBe(
    `Ingot does not know the flag --blkio-weight of docker run. It knows ${Object.keys(runFlags)
      .map((name) => `--${name}`)
      .join(", ")}.`,
  );
  expect(parse("-d", "--blkio-weight=9", "i").problems[0]!.index).toBe(1);
  expect(messages("-dz", "i")[0]).toContain("the flag -z of docker run");
  expect(messages("--constructor", "i")[0]).toContain("the flag --constructor of docker run");
});

test.each([
  [["-v", "relative", "i"], '-v: "relative" cannot be read. Write it like /on/the/host:/in/the/container:ro.'],
  [["-p", "http", "i"], '-p: "http" cannot be read. Write it like 127.0.0.1:8080:80/tcp.'],
  [["--memory=much", "i"], '--memory: "much" cannot be read. Write it like 512m.'],
  [["--cpus=-1", "i"], '--cpus: "-1" cannot be read. Write it like 1.5.'],
  [["--ulimit=x", "i"], '--ulimit: "x" cannot be read. Write it like nofile=1024:4096.'],
  [["--device=fuse", "i"], '--device: "fuse" cannot be read. Write it like /dev/fuse:/dev/fuse:rwm.'],
  [
    ["--security-opt", "seccomp=/p.json", "i"],
    '--security-opt: A profile is not read from a file. Write its content: "--security-opt=seccomp=${file("profile.json")}".',
  ],
  [["--gpus=some", "i"], '--gpus: "some" cannot be read. Write it like all, 2 or device=0.'],
  [
    ["--mount=type=bind,source=/a", "i"],
    '--mount: "type=bind,source=/a" cannot be read. Write it like type=bind,source=/here,target=/there,readonly.',
  ],
  [
    ["--mount=target=/a,constructor=x", "i"],
    '--mount: "target=/a,constructor=x" cannot be read. Write it like type=bind,source=/here,target=/there,readonly.',
  ],
  [["--sysctl=x", "i"], '--sysctl: "x" cannot be read. Write it like net.core.somaxconn=1024.'],
  [["--rm=maybe", "i"], '--rm: "maybe" is neither true nor false.'],
  [["-e", "=x", "i"], '-e: "=x" names no variable.'],
  [["i"].slice(1), "run_command names no image. Write {{.Image}} where it belongs."],
  [["-d", "--"], "run_command names no image. Write {{.Image}} where it belongs."],
])("%j is refused", (args, message) => {
  expect(messages(...args)).toContain(message);
});

test("a flag at the end needs its value", () => {
  expect(messages("-d", "--env")).toContain("--env needs a value.");
});
