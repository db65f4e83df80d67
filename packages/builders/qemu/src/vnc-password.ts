import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";

/** What VNC takes: eight characters. */
const length = 8;

/** The screen's password: the template's, else one that is made up where it asks for one. */
export function vncPasswordOf(
  { vnc_use_password, vnc_password }: QemuConfig,
  { host }: BuildContext,
): string | undefined {
  if (!vnc_use_password && !vnc_password) return undefined;
  return vnc_password || Buffer.from(host.randomBytes(length)).toString("base64url").slice(0, length);
}
