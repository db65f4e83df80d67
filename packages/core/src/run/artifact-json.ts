import type { Artifact } from "../artifact.js";
import type { ArtifactJson } from "../events.js";

/** An artifact as events carry it: its values may be large, and stay out. */
export const artifactJson = ({ builderId, id, files, description }: Artifact): ArtifactJson => ({
  builderId,
  id,
  files,
  description,
});
