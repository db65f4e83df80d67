import {
  type Artifact,
  artifactOfFiles,
  type BuildContext,
  definePostProcessor,
  IngotError,
  writeWholeFile,
} from "@ingot/core/plugin";
import { compressors, coresText } from "./compressor.js";
import { type CompressConfig, checkCompress, compressConfig, levelOf } from "./config.js";
import { type Format, formatOf } from "./format.js";
import { type Member, membersOf } from "./members.js";
import { contentOf } from "./source-file.js";
import { tar } from "./tar.js";
import { writeBytes } from "./written-file.js";
import { zip } from "./zip.js";

/** Packs and compresses the artifact's files into one. */
export const compressPostProcessor = definePostProcessor<CompressConfig>({
  type: "compress",
  description: "Packs and compresses the artifact's files into one file.",
  config: compressConfig,
  check: checkCompress,
  async process(config, artifact, run) {
    run.signal.throwIfAborted();
    const output = run.render(config.output, templateData(artifact, run));
    const path = run.host.resolve(output);
    const format = formatOf(output, config.format);
    const members = membersOf(artifact.files, format.archive, run.host);
    refuse(output, path, format, members);
    announce(output, format, members, run);
    const bytes = encode(format, members, levelOf(config), run);
    await writeWholeFile(path, run, (partial) => writeBytes(output, partial, bytes, run.signal));
    run.say(`Archive ${output} completed`);
    return { artifact: compressed(output, artifact, run), keepInput: false };
  },
});

const templateData = (artifact: Artifact, { build }: BuildContext) => ({
  ...artifact.values,
  BuildName: build.sourceName,
  BuilderType: build.builderType,
});

/** All that would lose data, before anything is written. */
function refuse(output: string, path: string, { archive }: Format, members: readonly Member[]): void {
  const problem = problemOf(output, path, archive !== undefined, members);
  if (problem) throw new IngotError({ source: "user", ...problem });
}

function problemOf(output: string, path: string, isArchive: boolean, members: readonly Member[]) {
  if (members.length === 0) {
    return {
      code: "NOTHING_TO_COMPRESS",
      message: "The artifact has no files, so there is nothing to compress. Put a step before it that makes files.",
    };
  }
  if (!isArchive && members.length > 1) {
    const files = members.map((member) => member.file).join(", ");
    return {
      code: "SEVERAL_FILES",
      message: `"${output}" can hold only one file, and the artifact has ${members.length}: ${files}. Choose an output that ends with .tar.gz or .zip.`,
    };
  }
  if (!members.some((member) => member.path === path)) return undefined;
  return {
    code: "OUTPUT_IS_INPUT",
    message: `The output "${output}" is one of the artifact's own files and would overwrite it. Choose another output.`,
  };
}

function announce(
  output: string,
  { archive, compression }: Format,
  members: readonly Member[],
  run: BuildContext,
): void {
  const compressor = compression && compressors[compression];
  if (compressor) run.say(`Using ${compressor.name} compression with ${coresText(compressor, run)} for ${output}`);
  if (archive === "zip") run.say(`Zipping ${output}`);
  else if (archive === "tar") run.say(`Tarring ${output} with ${compressor?.name ?? "no compression"}`);
  else if (compressor) run.say(`Archiving ${members[0]!.file} with ${compressor.name}`);
}

function encode(
  { archive, compression }: Format,
  members: readonly Member[],
  level: number | undefined,
  run: BuildContext,
): AsyncIterable<Uint8Array> {
  if (archive === "zip") return zip(members, level);
  const plain = archive === "tar" ? tar(members) : contentOf(members[0]!);
  return compression ? compressors[compression].compress(plain, level, run) : plain;
}

const compressed = (output: string, { values }: Artifact, { host }: BuildContext) =>
  artifactOfFiles(host.resolve, {
    builderId: "packer.post-processor.compress",
    description: `compressed artifacts in: ${output}`,
    files: [output],
    values,
  });
