import type { Platform } from "@ingot/client-oci-image";
import type { Host } from "@ingot/core/plugin";

/** Node's names of processors in Go's words. */
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le",
  mipsel: "mipsle",
};

/** What this machine can run. */
export const hostPlatform = ({ arch }: Host): Platform => ({
  os: "linux",
  architecture: architectures[arch] ?? arch,
});
