import { sshAccess } from "@ingot/communicator-ssh";
import { type BuildContext, IngotError, type ProvisionTarget } from "@ingot/core/plugin";
import type { AnsibleConfig } from "./config.js";

/** How Ansible reaches the machine, from the time it is made until it is closed. */
export interface AnsibleConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Settings for Ansible that hold no secret; they name files that do. What the user sets counts more. */
  readonly env: Readonly<Record<string, string>>;
  /** The same, made of what the user sets and what the connection needs. */
  readonly combined: Readonly<Record<string, string>>;
  /** For ssh, unless the user gives other ones. */
  readonly sshArguments: readonly string[];
  close(): Promise<void>;
}

export interface ConnectionPlace {
  /** A private one; what lies there is removed by the caller. */
  readonly directory: string;
  /** What Ansible is told otherwise. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function connect(
  config: AnsibleConfig,
  target: ProvisionTarget,
  place: ConnectionPlace,
  run: BuildContext,
): Promise<AnsibleConnection> {
  const { communicator, exports } = target;
  if (communicator.type === "none") throw noMachine();
  const access = sshAccess(communicator);
  if (access && config.use_proxy !== true) {
    const { connectDirectly } = await import("./direct-connection.js");
    return connectDirectly(access, communicator, config, place, run);
  }
  if (communicator.type === "docker" && config.use_proxy === false) return dockerConnection(config, exports);
  const { connectByProxy } = await import("./proxy-connection.js");
  return connectByProxy(config, target, place, run);
}

/** Ansible starts the docker client for each task; that and the collection community.docker are the user's to install. */
const dockerConnection = (config: AnsibleConfig, exports: ProvisionTarget["exports"]): AnsibleConnection => ({
  host: exports.ID ?? "",
  port: 0,
  user: config.user ?? (exports.User || "root"),
  env: { ANSIBLE_TRANSPORT: "community.docker.docker" },
  combined: {},
  sshArguments: [],
  close: async () => {},
});

const noMachine = () =>
  new IngotError({
    code: "ANSIBLE_NO_MACHINE",
    source: "user",
    message:
      'Ansible has no machine to work on: the build\'s communicator is "none". Use another one, or run Ansible by shell-local.',
  });
