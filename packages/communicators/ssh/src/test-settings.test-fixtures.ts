import { type Sshd, sshSettings } from "@ingot/testing";
import type { SshLogin, SshSettings } from "./ssh-settings.js";

/** As the key of `sshd` logs in. */
export const keyLogin = (sshd: Pick<Sshd, "port" | "user" | "key">): SshLogin => sshSettings(sshd).login;

/** How a template that says no more would be read. */
export const settingsFor = (
  sshd: Pick<Sshd, "port" | "user" | "key">,
  more: Partial<SshSettings> = {},
): SshSettings => ({ ...sshSettings(sshd), ...more });
