import { readFile } from "node:fs/promises";
import { IngotError, reasonOf } from "@ingot/core/plugin";
import * as z from "zod";

const manifestEntry = z.looseObject({
  name: z.string(),
  builder_type: z.string(),
  build_time: z.number().optional(),
  files: z.array(z.looseObject({ name: z.string(), size: z.number() })).nullable(),
  artifact_id: z.string(),
  packer_run_uuid: z.string(),
  custom_data: z.record(z.string(), z.string()).nullable(),
});

const manifest = z.looseObject({ builds: z.array(manifestEntry).nullable(), last_run_uuid: z.string() });

export type ManifestEntry = z.infer<typeof manifestEntry>;

export interface Manifest {
  readonly builds: readonly ManifestEntry[];
  readonly last_run_uuid: string;
}

/** Undefined where there is none. A file that is not a manifest is an error, so that it is never overwritten. */
export async function readManifest(name: string, path: string): Promise<Manifest | undefined> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unusable(name, `it cannot be read: ${reasonOf(error)}`, error);
  });
  return text === undefined || text.trim() === "" ? undefined : parseManifest(name, text);
}

function parseManifest(name: string, text: string): Manifest {
  try {
    const { builds, ...rest } = manifest.parse(JSON.parse(text));
    return { ...rest, builds: builds ?? [] };
  } catch (error) {
    throw unusable(name, "it holds something else", error);
  }
}

const unusable = (name: string, why: string, cause: unknown) =>
  new IngotError({
    code: "MANIFEST_UNREADABLE",
    source: "user",
    message: `Cannot add to the manifest "${name}": ${why}. Move the file away, or choose another output.`,
    cause,
  });

/** Two spaces, no line end, and the characters that mean something in HTML escaped: byte for byte what Packer writes. */
export const manifestText = (content: Manifest): string =>
  JSON.stringify(content, undefined, 2).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
