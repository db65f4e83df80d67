import { expandGlob } from "@ingot/client-glob";
import { type Artifact, type BuildContext, definePostProcessor, IngotError } from "@ingot/core/plugin";
import * as z from "zod";

const artificeConfig = z.object({
  files: z
    .array(z.string())
    .default([])
    .describe("Paths and patterns (*, ?, [a-z], **) of the files that take the artifact's place."),
});

type ArtificeConfig = z.infer<typeof artificeConfig>;

/** Puts other files in the place of the artifact's: what a script has made, for example. */
export const artificePostProcessor = definePostProcessor<ArtificeConfig>({
  type: "artifice",
  description: "Puts other files in the place of the artifact's own.",
  config: artificeConfig,
  check: ({ files }) => (files.length > 0 ? [] : [noFiles]),
  async process({ files: patterns }, artifact, run) {
    if (artifact.files.length > 0) run.say(`Discarding files from artifact: ${artifact.files.join(", ")}`);
    const files = await matchAll(patterns, run);
    run.say(`Using these artifact files: ${files.join(", ")}`);
    return { artifact: artifactOf(files, artifact), keepInput: isShared(files, artifact, run) ? "always" : true };
  },
});

const noFiles = {
  path: ["files"],
  summary: "No files for the artifact",
  detail:
    'files is empty, so the artifact would be empty too. Name at least one file or pattern, such as "output/*.box".',
};

/** Sorted within a pattern; a file that several patterns match is taken once. */
async function matchAll(patterns: readonly string[], run: BuildContext): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    run.signal.throwIfAborted();
    const matches = await expandGlob(pattern, run.host);
    if (matches.length === 0) throw noMatch(pattern, run);
    for (const match of matches) files.add(match);
  }
  return [...files];
}

const noMatch = (pattern: string, { host }: BuildContext) =>
  new IngotError({
    code: "NO_MATCH",
    source: "user",
    message: `No file matches "${pattern}", so the artifact would lack what you named. A relative pattern starts at "${host.cwd}".`,
  });

/** Destroying it removes nothing: the run did not make these files, so it has no right to them. */
const artifactOf = (files: readonly string[], { values }: Artifact): Artifact => ({
  builderId: "packer.post-processor.artifice",
  id: "",
  files,
  description: `Created artifact from files: ${files.join(", ")}`,
  values,
  destroy: async () => {},
});

/** Removing the input would then remove files that are wanted. */
function isShared(files: readonly string[], input: Artifact, { host }: BuildContext): boolean {
  const taken = new Set(files.map((file) => host.resolve(file)));
  return input.files.some((file) => taken.has(host.resolve(file)));
}
