import type { Aws } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImportConfig } from "./config.js";

/** One import: what is asked for, of whom, and the build that it is part of. */
export interface Importing {
  readonly config: ImportConfig;
  readonly aws: Aws;
  readonly run: BuildContext;
}
