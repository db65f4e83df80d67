import type { Baseline } from "@ingot/client-oci-image";
import type { BytePath } from "@ingot/client-transfer";

/** The image's root file system while it is built: a directory of ours. */
export interface Rootfs {
  /** Absolute; nothing above it is a link of the image's. */
  readonly root: string;
  readonly baseline: Baseline;
  /** What stands in it for the sandbox's sake only, parents first: empty mount points that were not in the base. */
  readonly mountPoints: BytePath[];
}
