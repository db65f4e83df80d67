import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FakeArtifact,
  type FakeBuilderConfig,
  fakeArtifact,
  fakeBuilder,
  fakeMachine,
  fakePostProcessor,
  fakeProvisioner,
  loaderOf,
  recordingIo,
  testHost,
} from "@ingot/testing";
import { createEngine } from "./engine.js";
import type { RunOptions, RunResult } from "./engine-api.js";
import type { BuildContext, Machine } from "./plugin.js";

/** base → runtime → one and two, and another build on its own. */
const chain = `
source "fake" "base" {
}
source "fake" "runtime" {
  image = artifact.fake.base.id
}
source "fake" "one" {
  image = artifact.fake.runtime.id
}
source "fake" "two" {
  image = "\${artifact.fake.runtime.id}/two"
}
source "fake" "other" {
}
build {
  sources = ["fake.two", "fake.one", "fake.other", "fake.runtime", "fake.base"]
}
`;

interface Setting extends RunOptions {
  /** When a build starts; the machine is what it gives, if it gives one. */
  onStart?(name: string, run: BuildContext, config: FakeBuilderConfig): unknown;
}

/** Runs a template with builders whose artifacts are called as their sources, with a number that grows from run to run. */
async function outcomeOf(text: string, { onStart, ...options }: Setting = {}) {
  using host = testHost();
  writeFileSync(join(host.directory, "main.pkr.hcl"), text);
  const images = new Map<string, string | undefined>();
  const artifacts = new Map<string, FakeArtifact>();
  const make = (id: string) => artifacts.set(id, fakeArtifact(id)).get(id)!;
  const builder = fakeBuilder({
    start: async (config, run) => {
      const { sourceName } = run.build;
      images.set(sourceName, config.image);
      const machine = (await onStart?.(sourceName, run, config)) as Machine | undefined;
      return machine ?? fakeMachine({ artifact: make(`${sourceName}-image`) });
    },
  });
  const postProcessor = fakePostProcessor({
    process: async ({ target }) => ({ artifact: make(target), keepInput: false }),
  });
  const components = [loaderOf(builder), loaderOf(fakeProvisioner()), loaderOf(postProcessor)];
  const engine = createEngine({ host, components });
  const { template, diagnostics } = await engine.load("main.pkr.hcl");
  const planning = await engine.plan(template!);
  expect([...diagnostics, ...planning.diagnostics]).toEqual([]);
  const io = recordingIo();
  const result = await engine.run(planning.plan!, { io, ...options }).result;
  return { result, images: Object.fromEntries(images), artifacts, io };
}

const statuses = ({ builds }: RunResult) => Object.fromEntries(builds.map(({ name, status }) => [name, status]));

test("each build gets the artifacts of those that it needs", async () => {
  const { result, images } = await outcomeOf(chain);
  expect(result.status).toBe("succeeded");
  expect(images).toEqual({
    base: undefined,
    runtime: "base-image",
    one: "runtime-image",
    two: "runtime-image/two",
    other: undefined,
  });
});

test("a build starts as soon as its own needs are met, and not before", async () => {
  const started: string[] = [];
  let release = () => {};
  const lastStarted = new Promise<void>((resolve) => (release = resolve));
  const { result } = await outcomeOf(chain, {
    onStart: async (name) => {
      started.push(name);
      if (name === "other") await lastStarted;
      if (started.length === 5) release();
    },
  });
  expect(result.status).toBe("succeeded");
  expect([...started.slice(0, 2).sort(), started[2], ...started.slice(3).sort()]).toEqual([
    "base",
    "other",
    "runtime",
    "one",
    "two",
  ]);
});

test("a failure skips what depends on it, and says why; the rest goes on, and what was made stays", async () => {
  const { result, artifacts, io } = await outcomeOf(chain, {
    onStart: (name) => {
      if (name === "runtime") throw new Error("no space");
    },
  });
  expect(result.status).toBe("failed");
  expect(statuses(result)).toEqual({
    "fake.base": "succeeded",
    "fake.runtime": "failed",
    "fake.one": "skipped",
    "fake.two": "skipped",
    "fake.other": "succeeded",
  });
  const finished = io.events.flatMap((event) => (event.type === "build-finished" ? [event] : []));
  expect(finished.find(({ build }) => build === "fake.two")!.outcome).toEqual({
    status: "skipped",
    because: '"fake.runtime" did not succeed',
  });
  expect(artifacts.get("base-image")!.destroyed()).toBe(false);
});

test("the first cause is the reason also far below", async () => {
  const { result } = await outcomeOf(chain, {
    onStart: (name) => {
      if (name === "base") throw new Error("no space");
    },
  });
  expect(result.builds[0]).toMatchObject({
    name: "fake.two",
    status: "skipped",
    because: '"fake.base" did not succeed',
  });
});

test("a cancellation ends what runs, and nothing more starts", async () => {
  const controller = new AbortController();
  const { result, images } = await outcomeOf(chain, {
    signal: controller.signal,
    onStart: (name, run) => {
      if (name !== "runtime") return;
      controller.abort("enough");
      run.signal.throwIfAborted();
    },
  });
  expect(result.status).toBe("cancelled");
  expect(statuses(result)).toMatchObject({
    "fake.base": "succeeded",
    "fake.runtime": "cancelled",
    "fake.one": "cancelled",
  });
  expect(Object.keys(images)).not.toContain("one");
});

describe("what a chain of post-processors replaces", () => {
  const replaced = `
source "fake" "base" {
}
source "fake" "app" {
  image = "\${artifact.fake.base.id} \${artifact.fake.base.post_processor.packed.id} \${artifact.fake.base.post_processor.fake.id}"
}
source "fake" "late" {
  depends_on = ["fake.base", "fake.app"]
}
build {
  sources = ["fake.app", "fake.late"]
}
build {
  sources = ["fake.base"]
  post-processors {
    post-processor "fake" {
      name   = "packed"
      target = "packed-image"
    }
    post-processor "fake" {
      target = "signed-image"
    }
  }
}
`;

  test("stays until the last build that needs it is done", async () => {
    const seen = new Map<string, boolean>();
    const base = fakeArtifact("base-image");
    const { result, images, io } = await outcomeOf(replaced, {
      onStart: (name) => {
        seen.set(name, base.destroyed());
        return name === "base" ? fakeMachine({ artifact: base }) : undefined;
      },
    });
    expect(result.status).toBe("succeeded");
    expect(images.app).toBe("base-image packed-image signed-image");
    expect([...seen]).toEqual([
      ["base", false],
      ["app", false],
      ["late", false],
    ]);
    expect(base.destroyed()).toBe(true);
    expect(io.types().at(-1)).toBe("run-finished");
    const ofBase = result.builds.find(({ name }) => name === "fake.base")!;
    expect("artifacts" in ofBase && ofBase.artifacts.map(({ id }) => id)).toEqual(["signed-image"]);
  });

  test("goes also when a build that needs it fails", async () => {
    const { result, artifacts } = await outcomeOf(replaced, {
      onStart: (name) => {
        if (name === "app") throw new Error("no space");
      },
    });
    const end = [...artifacts].flatMap(([id, artifact]) => (artifact.destroyed() ? [id] : []));
    expect(statuses(result)).toEqual({ "fake.base": "succeeded", "fake.app": "failed", "fake.late": "skipped" });
    expect(end).toEqual(["base-image", "packed-image"]);
  });
});

test("a build that keeps nothing has nothing to give", async () => {
  const { result, io } = await outcomeOf(chain, {
    onStart: (name) => (name === "base" ? fakeMachine({ artifact: undefined }) : undefined),
  });
  const runtime = result.builds.find(({ name }) => name === "fake.runtime")!;
  expect(runtime).toMatchObject({
    status: "failed",
    error: {
      code: "CONFIG_INVALID",
      message: 'main.pkr.hcl:5: No artifact: "fake.base" has made no artifact, so there is no id.',
    },
  });
  expect(io.types()).toContain("diagnostic");
});

test("a secret that went into an artifact stays one", async () => {
  const text = `
variable "token" {
  default   = "hush-hush"
  sensitive = true
}
source "fake" "base" {
}
source "fake" "app" {
  image = upper(artifact.fake.base.post_processor.fake.id)
}
build {
  sources = ["fake.base"]
  post-processor "fake" {
    target = "image-\${var.token}"
  }
}
build {
  sources = ["fake.app"]
}
`;
  const { io, images } = await outcomeOf(text, {
    onStart: (name, run, config) => {
      if (name === "app") run.say(`from ${config.image}`);
    },
  });
  expect(images.app).toBe("IMAGE-HUSH-HUSH");
  expect(io.messages()).toContain("from <sensitive>");
  expect(JSON.stringify(io.events).toLowerCase()).not.toContain("hush");
});
