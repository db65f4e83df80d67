import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fakeBuild, fakeBuilder, fakeMachine, fakePlan, testHost } from "@ingot/testing";
import { build } from "esbuild";
import { nodeHost } from "../node-host.js";
import { cleanRuns } from "./clean.js";
import { startRun } from "./start-run.js";

const packages = resolve(__dirname, "../../..");
const sources: Readonly<Record<string, string>> = {
  "@ingot/core": "core/src/index.ts",
  "@ingot/core/plugin": "core/src/plugin.ts",
  "@ingot/hcl": "hcl/src/index.ts",
  "@ingot/hcl/duration": "hcl/src/functions/duration.ts",
  "@ingot/hcl/reason": "hcl/src/reason.ts",
  "@ingot/testing": "testing/src/index.ts",
};

/** The child, bundled from the sources: the test needs no build. */
async function bundleChild(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, "crash-child.test-fixtures.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    plugins: [
      {
        name: "sources",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@ingot\// }, ({ path }) => ({ path: join(packages, sources[path]!) })),
      },
    ],
  });
}

describe("a run killed at any journal call", () => {
  it("leaves nothing that clean does not find, and clean touches no live run", async () => {
    using testing = testHost();
    const { directory } = testing;
    const stateDirectory = join(directory, "state");
    const tempDirectory = join(directory, "tmp");
    const host = nodeHost({ cwd: directory, env: {}, stateDirectory, tempDirectory });
    const child = join(directory, "child.mjs");
    await bundleChild(child);

    let letGo = () => {};
    let tellStarted = (_directory: string) => {};
    const started = new Promise<string>((resolve) => (tellStarted = resolve));
    const waiting = new Promise<void>((resolve) => (letGo = resolve));
    const live = fakeBuilder({
      start: async (_config, run) => {
        tellStarted(await run.tempDirectory());
        await waiting;
        return fakeMachine();
      },
    });
    const crash = (call: number) => spawnSync(process.execPath, [child, directory, String(call)], { encoding: "utf8" });

    const first = crash(0); // makes the directory that the live run needs
    expect(first.signal).toBe("SIGKILL");
    const liveRun = startRun(fakePlan([fakeBuild("live", { source: { component: live } })]), {}, host);
    const liveDirectory = await started;
    const liveJournal = join(stateDirectory, `${liveRun.id}.ndjson`);
    const before = readFileSync(liveJournal, "utf8");

    let deaths = 1;
    for (let call = 1; ; call++) {
      const { signal, status, stderr } = crash(call);
      if (signal === null) {
        expect([status, stderr]).toEqual([0, ""]);
        break;
      }
      deaths += 1;
      const { runs } = await cleanRuns({}, { host, components: [] });
      expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
      expect(runs.find(({ runId }) => runId === liveRun.id)).toMatchObject({ state: "live", destroyed: [] });
      expect(readdirSync(tempDirectory)).toEqual([liveDirectory.slice(tempDirectory.length + 1)]);
      expect(readdirSync(stateDirectory)).toEqual([`${liveRun.id}.ndjson`]);
      const outputs = readdirSync(directory).filter((name) => name.startsWith("output-"));
      for (const output of outputs) rmSync(join(directory, output)); // only once it was kept
    }
    expect(deaths).toBe(26);
    expect(readFileSync(liveJournal, "utf8")).toBe(before);
    letGo();
    expect((await liveRun.result).status).toBe("succeeded");
    expect(existsSync(liveDirectory)).toBe(false);
    expect(existsSync(liveJournal)).toBe(false);
  }, 60_000);
});
