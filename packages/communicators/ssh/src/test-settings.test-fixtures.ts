import { readFileSync } from "node:fs";
import type { Sshd } from "@ingot/testing";
import type { SshLogin, SshSettings } from "./ssh-settings.js";

/** As the key of `sshd` logs in. */
export const keyLogin = ({ user, key }: Pick<Sshd, "user" | "key">): SshLogin => ({
  username: user,
  keys: [{ name: "the test's key", privateKey: readFileSync(key, "utf8") }],
});

/** How a template that says no more would be read. */
export const settingsFor = (
  sshd: Pick<Sshd, "port" | "user" | "key">,
  more: Partial<SshSettings> = {},
): SshSettings => ({
  address: async () => ({ host: "127.0.0.1", port: sshd.port }),
  login: keyLogin(sshd),
  knownHostKeys: [],
  timeout: 60_000,
  attempts: 3,
  pauseBeforeConnecting: 0,
  keepAliveInterval: 5000,
  readWriteTimeout: 0,
  pty: false,
  localTunnels: [],
  remoteTunnels: [],
  ...more,
});
