import { runTag, type Tag } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { tagsOf } from "../tags.js";
import type { Launch } from "./launched-machine.js";

/** What tells the things of a build from those of others in its run. */
const distinct = ({ host, runId }: BuildContext): string =>
  `${runId}-${Buffer.from(host.randomBytes(4)).toString("hex")}`;

/** A name that is nobody else's, of the kind that users of Packer know: it begins with `packer`, and holds the run's id. */
export const temporaryName = (run: BuildContext, prefix = "packer_"): string => `${prefix}${distinct(run)}`;

/** By which Amazon knows a request again that comes twice. */
export const clientToken = (run: BuildContext): string => temporaryName(run, "ingot-");

/** The tags of what a build makes for itself: the template's, and the run's mark. */
export const ownTags = ({ config, data }: Pick<Launch, "config" | "data">, run: BuildContext): Tag[] => [
  ...tagsOf(run, config.run_tags, config.run_tag, data),
  runTag(run),
];
