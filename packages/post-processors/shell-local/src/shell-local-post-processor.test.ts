import { artifactOfFiles } from "@ingot/core/plugin";
import { testContext, testHost } from "@ingot/testing";
import { shellLocalPostProcessor } from "./index.js";

const parse = (settings: object) => shellLocalPostProcessor.config.parse(settings);

test("hands the artifact on untouched and always keeps it", async () => {
  using host = testHost();
  const artifact = artifactOfFiles(host.resolve, {
    builderId: "b",
    description: "",
    files: ["f"],
    values: { ID: "i-1" },
  });
  const run = testContext({ host });
  const result = await shellLocalPostProcessor.process(
    parse({ inline: ["echo {{ .ID }} $PACKER_BUILD_NAME"] }),
    artifact,
    run,
  );
  expect(run.lines).toEqual([{ stream: "stdout", text: "i-1 test" }]);
  expect(result).toEqual({ artifact, keepInput: "always" });
});

test("a failing script fails it", async () => {
  using host = testHost();
  const artifact = artifactOfFiles(host.resolve, { builderId: "b", description: "", files: [] });
  const done = shellLocalPostProcessor.process(parse({ inline: ["exit 4"] }), artifact, testContext({ host }));
  await expect(done).rejects.toMatchObject({ code: "SCRIPT_FAILED", data: { exitCode: 4 } });
});
