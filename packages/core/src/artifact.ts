import { lstat, rm } from "node:fs/promises";
import type { JsonValue } from "./json.js";

/** What is saved of a build: it has no machine any more, and stays when the process ends. */
export interface Artifact {
  /** Who made it, as Packer's manifests name it: "packer.file", "packer.post-processor.docker-import". */
  readonly builderId: string;
  /** The outside system's own id; empty where the files are all there is. */
  readonly id: string;
  /** Paths as the user wrote them or as they follow from the template. */
  readonly files: readonly string[];
  /** Packer's artifact string: what the summary shows. May have several lines. */
  readonly description: string;
  /** Values for post-processors and for references from other builds. */
  readonly values: Readonly<Record<string, JsonValue>>;
  /** Removes it for good. Called only when a successful post-processor replaced it and the user did not keep it. */
  destroy(): Promise<void>;
}

/** An artifact that is nothing but files; destroying it removes them, but no device or pipe. `cwd` resolves relative paths. */
export function artifactOfFiles(
  cwd: (path: string) => string,
  parts: Pick<Artifact, "builderId" | "files" | "description"> & Partial<Pick<Artifact, "id" | "values">>,
): Artifact {
  return {
    id: "",
    values: {},
    ...parts,
    destroy: async () => {
      await Promise.all(parts.files.map((file) => removeFile(cwd(file))));
    },
  };
}

/** A device such as `/dev/null` is written to, and belongs to nobody's build. */
async function removeFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() || found?.isSymbolicLink()) await rm(path, { force: true });
}
