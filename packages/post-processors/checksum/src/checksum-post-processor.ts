import {
  type Artifact,
  artifactOfFiles,
  type BuildContext,
  definePostProcessor,
  type PostProcessed,
} from "@ingot/core/plugin";
import { type Checksum, writeChecksums } from "./checksum-file.js";
import { type ChecksumConfig, checkChecksum, checksumConfig } from "./config.js";
import { digestFile } from "./file-digests.js";

/** Writes checksum files beside the artifact, which stays. */
export const checksumPostProcessor = definePostProcessor<ChecksumConfig>({
  type: "checksum",
  description: "Computes checksums of the artifact's files.",
  config: checksumConfig,
  check: checkChecksum,
  async process(config, artifact, run) {
    const outputs = outputsByType(config, artifact, run);
    const inputs = artifact.files.filter((file) => ![...outputs.values()].includes(file));
    if (inputs.length === 0) return withoutFiles(artifact, run);
    const written = new Map<string, Checksum[]>([...outputs.values()].map((output) => [output, []]));
    const digests = await digestAll(inputs, config.checksum_types, run);
    for (const type of config.checksum_types) {
      const checksums = inputs.map((file, index) => ({ file, digest: digests[index]!.get(type)! }));
      written.get(outputs.get(type)!)!.push(...checksums);
    }
    for (const [output, checksums] of written) await writeChecksums(run.host.resolve(output), checksums, run);
    return { artifact: checksummed(artifact, inputs, [...written.keys()], run), keepInput: "always" };
  },
});

/** An AMI, say, or a container. */
function withoutFiles(artifact: Artifact, run: BuildContext): PostProcessed {
  run.warn("The artifact has no files, so there is nothing to make checksums of, and no checksum file is written.");
  return { artifact: checksummed(artifact, [], [], run), keepInput: "always" };
}

const outputsByType = ({ checksum_types, output }: ChecksumConfig, artifact: Artifact, run: BuildContext) =>
  new Map(checksum_types.map((type) => [type, run.render(output, templateData(artifact, type, run))]));

const templateData = (artifact: Artifact, type: string, { build }: BuildContext) => ({
  ...artifact.values,
  BuildName: build.sourceName,
  BuilderType: build.builderType,
  ChecksumType: type,
});

async function digestAll(files: readonly string[], types: readonly string[], run: BuildContext) {
  const digests: ReadonlyMap<string, string>[] = [];
  for (const file of files) digests.push(await digestFile(file, run.host.resolve(file), types, run.signal));
  return digests;
}

/** Destroying it removes the checksum files only: the others belong to the artifact that they came from. */
function checksummed(
  input: Artifact,
  inputs: readonly string[],
  written: readonly string[],
  run: BuildContext,
): Artifact {
  const files = [...inputs, ...written];
  const parts = {
    builderId: "packer.post-processor.checksum",
    description: `Created artifact from files: ${files.join(", ")}`,
    values: input.values,
  };
  const own = artifactOfFiles(run.host.resolve, { ...parts, files: written });
  return { ...own, files };
}
