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
  /** For ssh, unless the user gives other ones. */
  readonly sshArguments: readonly string[];
  close(): Promise<void>;
}

/** `directory` is private; what lies there is removed by the caller. */
export async function connect(
  config: AnsibleConfig,
  target: ProvisionTarget,
  directory: string,
  run: BuildContext,
): Promise<AnsibleConnection> {
  const { communicator, exports } = target;
  if (communicator.type === "none") throw noMachine();
  const access = sshAccess(communicator);
  if (access && config.use_proxy !== true) {
    const { connectDirectly } = await import("./direct-connection.js");
    return connectDirectly(access, config, directory, run);
  }
  if (communicator.type === "docker" && config.use_proxy === false) return dockerConnection(config, exports);
  const { connectByProxy } = await import("./proxy-connection.js");
  return connectByProxy(config, target, directory, run);
}

/** Ansible starts the docker client for each task; that and the collection community.docker are the user's to install. */
const dockerConnection = (config: AnsibleConfig, exports: ProvisionTarget["exports"]): AnsibleConnection => ({
  host: exports.ID ?? "",
  port: 0,
  user: config.user ?? (exports.User || "root"),
  env: { ANSIBLE_TRANSPORT: "community.docker.docker" },
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
