import { readFileSync } from "node:fs";
import type { Sshd } from "./sshd.js";

type Reachable = Pick<Sshd, "port" | "user" | "key">;

/** A template's arguments for a machine that `sshd` stands for. */
export const sshArguments = ({ port, user, key }: Reachable) => ({
  ssh_host: "127.0.0.1",
  ssh_port: port,
  ssh_username: user,
  ssh_private_key_file: key,
});

/** The settings of a connection, as `communicator-ssh` takes them, where a template says no more than that. */
export const sshSettings = ({ port, user, key }: Reachable) => ({
  address: async () => ({ host: "127.0.0.1", port }),
  login: { username: user, keys: [{ name: "the test's key", privateKey: readFileSync(key, "utf8") }] },
  knownHostKeys: [],
  timeout: 60_000,
  attempts: 3,
  pauseBeforeConnecting: 0,
  keepAliveInterval: 5000,
  readWriteTimeout: 0,
  pty: false,
  localTunnels: [],
  remoteTunnels: [],
});
