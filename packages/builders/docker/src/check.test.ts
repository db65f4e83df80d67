import type { CheckHost } from "@ingot/core/plugin";
import { checkDocker } from "./check.js";
import { dockerConfig } from "./config.js";
import { restoredConfig } from "./restored-config.js";

const host: CheckHost = {
  cwd: "/here",
  env: {},
  kindOf: (path) => (path === "ctx" || path === "." ? "directory" : undefined),
};
const check = (fields: Record<string, unknown>) => checkDocker(dockerConfig.parse(fields), host);
const good = { image: "a", commit: true };

test("a plain block is good", () => {
  expect(check(good)).toEqual([]);
});

test.each([
  [{ image: "a" }, [], "Set exactly one of commit, discard and export_path. None of them is set."],
  [
    { image: "a", commit: true, discard: true },
    [],
    "Set exactly one of commit, discard and export_path. This block sets commit and discard.",
  ],
  [
    { image: "a", discard: true, export_path: "x" },
    [],
    "Set exactly one of commit, discard and export_path. This block sets discard and export_path.",
  ],
  [
    { image: "a", export_path: "ctx" },
    ["export_path"],
    '"ctx" is a directory, and the archive is a file. Add its name, such as "image.tar".',
  ],
  [{ commit: true }, [], "Set image to the image to start from, or write a build block."],
  [
    { ...good, build: { path: "Dockerfile", build_dir: "ctx" } },
    ["image"],
    "Set either image or a build block, not both.",
  ],
  [
    { commit: true, build: { path: "Dockerfile" } },
    ["build", "path"],
    'There is no Dockerfile at "Dockerfile", seen from /here.',
  ],
  [
    { commit: true, build: { path: "Dockerfile", build_dir: "no" } },
    ["build", "build_dir"],
    'There is no directory "no", seen from /here.',
  ],
  [
    { ...good, login: true, login_username: "me" },
    ["login"],
    "With login = true, set login_username and login_password too.",
  ],
  [{ ...good, ecr_login: true }, ["ecr_login"], "With ecr_login = true, set login_server to the registry's address."],
  [
    { ...good, windows_container: true },
    ["windows_container"],
    "Ingot's docker builder makes Linux containers only. Remove windows_container.",
  ],
  [{ ...good, device: ["fuse"] }, ["device", 0], '"fuse" cannot be read. Write it like /dev/fuse:/dev/fuse:rwm.'],
  [{ ...good, run_command: ["-d", "--rm=no", "x"] }, ["run_command", 1], '--rm: "no" is neither true nor false.'],
  [
    { ...good, communicator: "telnet" },
    ["communicator"],
    'There is no communicator "telnet" here; there are ssh, winrm, none, docker.',
  ],
])("%j is refused", (fields, path, detail) => {
  expect(check(fields)).toContainEqual(expect.objectContaining({ path, detail }));
});

test("docker_path is ignored with a warning", () => {
  expect(check({ ...good, docker_path: "/bin/docker" })).toEqual([
    {
      path: ["docker_path"],
      severity: "warning",
      summary: "Ignored argument",
      detail: "Ingot talks to the Docker engine itself and runs no docker program. docker_path has no effect.",
    },
  ]);
});

test("every argument is described", () => {
  const undescribed = Object.entries(dockerConfig.shape).filter(([, field]) => !field.description);
  expect(undescribed.map(([name]) => name)).toEqual([]);
});

describe("the config of a commit", () => {
  const ours = { User: "me", Tty: true, Entrypoint: ["/bin/sh"], Cmd: [], Labels: null };
  const base = { Entrypoint: ["/e"], Cmd: ["c"] };

  test.each([
    [[], { ...ours, ...base }],
    [["ENV A=1", "ENV CMD=1"], { ...ours, ...base }],
    [['CMD ["x"]'], { ...ours, Entrypoint: ["/e"] }],
    [["  entrypoint x"], ours],
    [["CMD a", "ENTRYPOINT b"], ours],
  ])("with %j", (changes, expected) => {
    expect(restoredConfig(ours, base, changes)).toEqual(expected);
  });

  test("without entrypoint and command in the base has none of either", () => {
    expect(restoredConfig(ours, null, [])).toEqual({ ...ours, Entrypoint: [], Cmd: [] });
  });
});
