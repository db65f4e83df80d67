import { type Pins, wayTo } from "./live-connection.js";
import type { SshAccess } from "./ssh-access.js";
import type { SshSettings } from "./ssh-settings.js";

export function sshAccessOf(settings: SshSettings, pins: Pins): SshAccess {
  const access = { settings, hostKey: pins.machine.trusted };
  if (!settings.bastion && !settings.proxy) return access;
  const dial = async (signal: AbortSignal) => {
    const { transport, close } = await wayTo(await settings.address(signal), settings, pins, signal);
    transport.once("close", close);
    return transport;
  };
  return { ...access, dial };
}
