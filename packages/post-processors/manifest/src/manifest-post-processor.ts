import { stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  type Artifact,
  type BuildContext,
  definePostProcessor,
  IngotError,
  lateTemplate,
  reasonOf,
  runUuid,
  textOr,
  withFileLock,
  writeWholeFile,
} from "@ingot/core/plugin";
import * as z from "zod";
import { type Manifest, type ManifestEntry, manifestText, readManifest } from "./manifest-file.js";

const manifestConfig = z.object({
  output: textOr("packer-manifest.json").describe("Path of the manifest. One that exists is added to."),
  strip_path: z.boolean().default(false).describe("Write the files' names without their directories."),
  strip_time: z.boolean().default(false).describe("Leave build_time out, so that equal builds give equal manifests."),
  custom_data: lateTemplate(z.record(z.string(), z.string()).optional()).describe(
    "Names and values to record with the build, each value rendered as a template.",
  ),
});

type ManifestConfig = z.infer<typeof manifestConfig>;

/** Records every artifact in a JSON file that other programs read. */
export const manifestPostProcessor = definePostProcessor<ManifestConfig>({
  type: "manifest",
  description: "Records the artifact in a JSON file.",
  config: manifestConfig,
  async process(config, artifact, run) {
    const entry = redactEntry(await describeArtifact(config, artifact, run), run);
    const path = run.host.resolve(config.output);
    await withFileLock(path, run, async () => {
      const content = addEntry(await readManifest(config.output, path), entry, run.force);
      await writeWholeFile(path, run, (partial) => writeFile(partial, manifestText(content)), 0o664);
    });
    return { artifact, keepInput: "always" };
  },
});

/** Manifests are read and kept by others, so what is secret in the template is covered in them too. */
function redactEntry(entry: ManifestEntry, { redact }: BuildContext): ManifestEntry {
  const { files, custom_data, artifact_id } = entry;
  return {
    ...entry,
    files: files?.map((file) => ({ ...file, name: redact(file.name) })) ?? null,
    artifact_id: redact(artifact_id),
    custom_data: custom_data && Object.fromEntries(Object.entries(custom_data).map((pair) => pair.map(redact))),
  };
}

/** `-force` forgets earlier runs, but nothing of this one. */
function addEntry(existing: Manifest | undefined, entry: ManifestEntry, force: boolean): Manifest {
  const isEarlier = existing?.last_run_uuid !== entry.packer_run_uuid;
  const builds = existing && !(force && isEarlier) ? existing.builds : [];
  return { builds: [...builds, entry], last_run_uuid: entry.packer_run_uuid };
}

async function describeArtifact(config: ManifestConfig, artifact: Artifact, run: BuildContext): Promise<ManifestEntry> {
  return {
    name: run.build.sourceName,
    builder_type: run.build.builderType,
    ...(!config.strip_time && { build_time: Math.floor(run.host.now().getTime() / 1000) }),
    files: await describeFiles(config, artifact, run),
    artifact_id: artifact.id,
    packer_run_uuid: runUuid(run.runId),
    custom_data: config.custom_data ? renderValues(config.custom_data, artifact, run) : null,
  };
}

/** Sorted by name, as Packer's are. */
const renderValues = (data: Readonly<Record<string, string>>, { values }: Artifact, run: BuildContext) =>
  Object.fromEntries(
    Object.keys(data)
      .sort()
      .map((name) => [name, run.render(data[name]!, values)]),
  );

async function describeFiles({ strip_path }: ManifestConfig, { files }: Artifact, { host }: BuildContext) {
  if (files.length === 0) return null;
  return Promise.all(
    files.map(async (file) => ({
      name: strip_path ? basename(file) : file,
      size: await sizeOf(file, host.resolve(file)),
    })),
  );
}

async function sizeOf(name: string, path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new IngotError({
      code: "ARTIFACT_UNREADABLE",
      source: "outside",
      message: `Cannot read the artifact's file "${name}": ${reasonOf(cause)}`,
      cause,
    });
  }
}
