import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { packerBuild, requires, type TestHost, testContext, testHost } from "@ingot/testing";
import { manifestPostProcessor } from "./index.js";

/** All that may differ: when it was, and which run. */
const neutral = (host: TestHost) =>
  readFileSync(join(host.directory, "m.json"), "utf8")
    .replace(/"build_time": \d+/g, '"build_time": 0')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "uuid");

const blocks: Record<string, object> = {
  defaults: {},
  "data to record": { custom_data: { z: "<a> & 'b' \"c\" \u2028 ä", a: "", m: "1" } },
  "without time and directories": { strip_time: true, strip_path: true },
};

requires("packer", "packer")("the manifest is Packer's, byte for byte", () => {
  test.each(Object.entries(blocks))("%s, and once more onto the same file", async (_name, block) => {
    using theirs = testHost();
    using ours = testHost();
    const settings = { ...block, output: "m.json" };
    for (let times = 0; times < 2; times++) {
      const build = { target: "out f.txt", content: "hello\n", postProcessors: [{ manifest: settings }] };
      expect(packerBuild(theirs.directory, build).status).toBe(0);
      await record(ours, settings);
      expect(neutral(ours)).toBe(neutral(theirs));
    }
  });
});

async function record(host: TestHost, settings: object): Promise<void> {
  writeFileSync(join(host.directory, "out f.txt"), "hello\n");
  const parts = { builderId: "packer.file", id: "File", description: "", files: ["out f.txt"] };
  const run = testContext({ host, build: { name: "file.one", builderType: "file", sourceName: "one" } });
  const config = manifestPostProcessor.config.parse(settings);
  await manifestPostProcessor.process(config, artifactOfFiles(host.resolve, parts), run);
}
