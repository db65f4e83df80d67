import { type BuildContext, type Communicator, IngotError } from "@ingot/core/plugin";
import type { CommunicatorConfig } from "./communicator-fields.js";
import type { CommunicatorPlace } from "./ssh-settings.js";

/** Waits until the machine can be talked to as the template says. The code of other communicators is not loaded. */
export async function openCommunicator(
  config: CommunicatorConfig,
  place: CommunicatorPlace,
  run: BuildContext,
): Promise<Communicator> {
  if (config.communicator === "none") return (await import("@ingot/communicator-none")).noneCommunicator();
  refuseUnsupported(config);
  const [{ connectSsh }, { sshSettings }] = await Promise.all([
    import("@ingot/communicator-ssh"),
    import("./ssh-settings.js"),
  ]);
  return connectSsh(await sshSettings(config, place, run), run);
}

/** Throws COMMUNICATOR_UNSUPPORTED for what `openCommunicator` cannot do, so that no machine is started in vain. */
export function refuseUnsupported({ communicator }: CommunicatorConfig): void {
  if (communicator !== "ssh" && communicator !== "none") throw unsupported(communicator);
}

const unsupported = (communicator: string) =>
  new IngotError({
    code: "COMMUNICATOR_UNSUPPORTED",
    source: "user",
    message: `This version of Ingot has no ${communicator} communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.`,
    data: { communicator },
  });
