import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactOfFiles } from "@ingot/core/plugin";
import { packerBuild, requires, testContext, testHost } from "@ingot/testing";
import { artificePostProcessor } from "./index.js";

requires("packer", "packer")("artifice takes the files that Packer's takes", () => {
  test.each([[["*.txt"]], [["b*", "*a*"]], [["?.txt", "[ab].bin"]], [[".*n"]]])("%j", async (files) => {
    using host = testHost();
    for (const name of ["a.txt", "b.txt", "it's a b.txt", "a.bin", "c.bin", ".hidden"])
      writeFileSync(join(host.directory, name), name);
    const block = { files, keep_input_artifact: true };
    const { status, said } = packerBuild(host.directory, {
      target: "a.txt",
      content: "",
      postProcessors: [{ artifice: block }],
    });
    expect(status).toBe(0);
    const run = testContext({ host });
    const input = artifactOfFiles(host.resolve, { builderId: "packer.file", description: "", files: ["a.txt"] });
    const { artifact } = await artificePostProcessor.process(artificePostProcessor.config.parse({ files }), input, run);
    expect(said).toEqual(expect.arrayContaining([...run.said, artifact!.description]));
  });
});
