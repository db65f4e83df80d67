import { mergeEnv, nextConfig, type RunChanges, scratchConfig } from "./image-config.js";
import type { ImageConfig } from "./model.js";

const base: ImageConfig = {
  ...scratchConfig({ os: "linux", architecture: "amd64" }),
  author: "somebody",
  config: {
    Env: ["PATH=/bin", "A=1"],
    Cmd: ["old"],
    Entrypoint: ["entry"],
    Labels: { a: "1" },
    ExposedPorts: { "80/tcp": {} },
  },
  history: [{ created_by: "base" }],
};

const next = (changes: RunChanges, diffId?: string) =>
  nextConfig(base, { changes, diffId, epoch: 86_400, createdBy: "ingot" });

test("what is not changed stays, and a build without changes of files has an empty layer", () => {
  expect(next({})).toEqual({
    ...base,
    created: "1970-01-02T00:00:00Z",
    history: [{ created_by: "base" }, { created: "1970-01-02T00:00:00Z", created_by: "ingot", empty_layer: true }],
  });
});

test("what is changed is added to the base's", () => {
  const changes = {
    env: { A: "2", B: "3" },
    labels: { b: "2" },
    expose: ["53/udp", "443"],
    volumes: ["/data"],
    user: "1000",
    workdir: "/app",
    stopSignal: "SIGQUIT",
    author: "me",
  };
  expect(next(changes, "sha256:abc")).toMatchObject({
    author: "me",
    config: {
      Env: ["PATH=/bin", "A=2", "B=3"],
      Labels: { a: "1", b: "2" },
      ExposedPorts: { "80/tcp": {}, "53/udp": {}, "443/tcp": {} },
      Volumes: { "/data": {} },
      User: "1000",
      WorkingDir: "/app",
      StopSignal: "SIGQUIT",
      Cmd: ["old"],
      Entrypoint: ["entry"],
    },
    rootfs: { diff_ids: ["sha256:abc"] },
    history: [{ created_by: "base" }, { created: "1970-01-02T00:00:00Z", created_by: "ingot", author: "me" }],
  });
});

test("an entrypoint without a cmd drops the base's cmd", () => {
  expect(next({ entrypoint: ["new"] }).config).toMatchObject({ Entrypoint: ["new"] });
  expect(next({ entrypoint: ["new"] }).config).not.toHaveProperty("Cmd");
  expect(next({ entrypoint: ["new"], cmd: ["c"] }).config).toMatchObject({ Entrypoint: ["new"], Cmd: ["c"] });
});

test("variables keep their order and may hold equals signs", () => {
  expect(mergeEnv(["A=x=y", "B"], { B: "b", C: "c" })).toEqual(["A=x=y", "B=b", "C=c"]);
});
