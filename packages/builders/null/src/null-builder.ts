import {
  type CommunicatorConfig,
  checkCommunicator,
  communicatorFields,
  connectionExports,
  openCommunicator,
} from "@ingot/communicator-config";
import { type Artifact, type BuildContext, type ConfigIssue, defineBuilder, type Machine } from "@ingot/core/plugin";
import * as z from "zod";

/** Runs provisioners against a machine that is there already, or against none; it makes nothing. */
export const nullBuilder = defineBuilder({
  type: "null",
  description: "Runs provisioners against an existing machine, or none, and makes no image.",
  config: z.object(communicatorFields),
  exports: [],
  check: (config, host) => [...checkCommunicator(config, host), ...checkTarget(config)],
  start: contact,
});

const artifact: Artifact = {
  builderId: "fnoeding.null",
  id: "Null",
  files: [],
  description: "Did not export anything. This is the null builder",
  values: {},
  destroy: async () => {},
};

async function contact(config: CommunicatorConfig, run: BuildContext): Promise<Machine> {
  const place = { host: config.ssh_host ?? "", port: config.ssh_port };
  const exports = config.communicator === "none" ? { ConnType: "none" } : connectionExports(config, place);
  return {
    communicator: await openCommunicator(config, place, run),
    exports: { ID: "Null", ...exports },
    save: async () => artifact,
  };
}

/** Nobody but the template knows the machine, so it must say all of it. */
function checkTarget(config: CommunicatorConfig): ConfigIssue[] {
  if (config.communicator === "ssh") return [...checkHost("ssh_host", config.ssh_host), ...checkSshSecret(config)];
  if (config.communicator !== "winrm") return [];
  const secret = config.winrm_password ? [] : [issue(noSecret("winrm_password"))];
  return [...checkHost("winrm_host", config.winrm_host), ...secret];
}

const checkHost = (field: string, host: string | undefined): ConfigIssue[] =>
  host ? [] : [issue(`This builder starts no machine, so ${field} must say which one to contact.`)];

const noSecret = (fields: string) => `Nothing says how to log in to the machine: set ${fields}.`;

function checkSshSecret(config: CommunicatorConfig): ConfigIssue[] {
  const methods = (["ssh_agent_auth", "ssh_password", "ssh_private_key_file"] as const).filter((name) => config[name]);
  if (methods.length === 0) return [issue(noSecret("ssh_password, ssh_private_key_file or ssh_agent_auth"))];
  if (methods.length === 1) return [];
  return [issue(`There is more than one way to log in to the machine: keep one of ${methods.join(", ")}.`)];
}

const issue = (detail: string): ConfigIssue => ({ path: [], summary: "Invalid communicator settings", detail });
