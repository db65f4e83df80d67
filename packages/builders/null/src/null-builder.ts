import { type CommunicatorConfig, checkCommunicator, communicatorFields } from "@ingot/communicator-config";
import { noneCommunicator } from "@ingot/communicator-none";
import { type Artifact, type ConfigIssue, defineBuilder, IngotError, type Machine } from "@ingot/core/plugin";
import * as z from "zod";

/** Runs provisioners against a machine that is there already, or against none; it makes nothing. */
export const nullBuilder = defineBuilder({
  type: "null",
  description: "Runs provisioners against an existing machine, or none, and makes no image.",
  config: z.object(communicatorFields),
  exports: [],
  check: (config, host) => [...checkCommunicator(config, host), ...checkTarget(config)],
  start: async (config) => {
    if (config.communicator !== "none") throw unsupported(config.communicator);
    return machine;
  },
});

const artifact: Artifact = {
  builderId: "fnoeding.null",
  id: "Null",
  files: [],
  description: "Did not export anything. This is the null builder",
  values: {},
  destroy: async () => {},
};

const machine: Machine = {
  communicator: noneCommunicator(),
  exports: { ID: "Null", ConnType: "none" },
  save: async () => artifact,
};

/** Nobody but the template knows the machine, so it must say all of it. */
function checkTarget(config: CommunicatorConfig): ConfigIssue[] {
  if (config.communicator === "none") return [];
  const isWinrm = config.communicator === "winrm";
  const host = isWinrm ? config.winrm_host : config.ssh_host;
  const user = isWinrm ? config.winrm_username : config.ssh_username;
  const issues: ConfigIssue[] = [];
  if (!host) issues.push(issue("a Host must be specified, please reference your communicator documentation"));
  if (!user) issues.push(issue("a Username must be specified, please reference your communicator documentation"));
  return [...issues, ...(isWinrm ? checkWinrmSecret(config) : checkSshSecret(config))];
}

const noMethod = "one authentication method must be specified, please reference your communicator documentation";

const checkWinrmSecret = ({ winrm_password }: CommunicatorConfig) => (winrm_password ? [] : [issue(noMethod)]);

function checkSshSecret(config: CommunicatorConfig): ConfigIssue[] {
  const methods = [config.ssh_agent_auth, config.ssh_password, config.ssh_private_key_file].filter(Boolean);
  if (methods.length === 0) return [issue(noMethod)];
  if (methods.length === 1) return [];
  return [issue("only one of ssh_agent_auth, ssh_password, and ssh_private_key_file must be specified")];
}

const issue = (detail: string): ConfigIssue => ({ path: [], summary: "Invalid communicator settings", detail });

const unsupported = (communicator: string) =>
  new IngotError({
    code: "COMMUNICATOR_UNSUPPORTED",
    source: "user",
    message: `This version of Ingot has no ${communicator} communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.`,
    data: { communicator },
  });
