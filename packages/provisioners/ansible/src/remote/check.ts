import { environmentIssues } from "@ingot/client-shell-script";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { missingPath } from "../required-path.js";
import type { AnsibleConfig } from "./config.js";

const files = ["galaxy_file", "inventory_file", "ssh_host_key_file", "ssh_authorized_key_file"] as const;

export function checkAnsible(config: AnsibleConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...(config.playbook_file === ""
      ? [noPlaybook]
      : missingPath(["playbook_file"], config.playbook_file, "file", host)),
    ...files.flatMap((name) => missingPath([name], config[name], "file", host)),
    ...missingPath(["inventory_directory"], config.inventory_directory, "directory", host),
    ...environmentIssues({ environment_vars: config.ansible_env_vars, env: {} }).map(inEnvironment),
    ...checkKeyType(config),
  ];
}

const noPlaybook: ConfigIssue = {
  path: [],
  summary: "Missing playbook",
  detail: "The block names no playbook. Set playbook_file.",
};

const inEnvironment = (issue: ConfigIssue): ConfigIssue => ({
  ...issue,
  path: ["ansible_env_vars", ...issue.path.slice(1)],
});

/** By what Packer calls them. */
export const proxyKeyTypes: Readonly<Record<string, string>> = { ECDSA: "ecdsa", ED25519: "ed25519", RSA: "rsa" };

function checkKeyType({ ansible_proxy_key_type: type }: AnsibleConfig): ConfigIssue[] {
  if (type.toUpperCase() in proxyKeyTypes) return [];
  const detail = `Keys of the type "${type}" cannot be made: ansible_proxy_key_type is ${Object.keys(proxyKeyTypes).join(", ")}.`;
  return [{ path: ["ansible_proxy_key_type"], summary: "Unknown key type", detail }];
}
