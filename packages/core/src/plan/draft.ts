import type { Diagnostic } from "@ingot/hcl";
import type { BuildIdentity } from "../plugin.js";
import type { BuildBlock, SourceUse } from "../template/model.js";
import type { BuildNeed } from "./model.js";

/** A plan in the making: builds that are still in it, and all that was found wrong so far. */
export interface Draft<Build> {
  readonly builds: readonly Build[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One `source` inside one `build` block, before any component is loaded. */
export interface ListedBuild extends BuildIdentity {
  /** What `override` and `source.name` call the source in this build. */
  readonly localName: string;
  /** What `only` and `except` call it within the template. */
  readonly nameInBlock: string;
  /** What `-only` and `-except` call the build. */
  readonly selectedBy: string;
  readonly block: BuildBlock;
  readonly use: SourceUse;
}

/** A build with what it needs of others. */
export interface LinkedBuild extends ListedBuild {
  readonly needs: readonly BuildNeed[];
}
