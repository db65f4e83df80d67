import type { ConfigIssue } from "@ingot/core/plugin";
import type { LaunchConfig } from "./launched-machine.js";
import { conflict, invalid, unlessOneOf } from "./run-issues.js";

/** What lets us in, and what the instance may do itself. */
export const checkAccess = (config: LaunchConfig): ConfigIssue[] => [...checkKeyPair(config), ...checkProfile(config)];

function checkKeyPair(config: LaunchConfig): ConfigIssue[] {
  const { communicator, ssh_keypair_name, ssh_private_key_file, ssh_agent_auth, winrm_password } = config;
  const isWindows = communicator === "winrm";
  const hasKey = ssh_private_key_file || (isWindows ? winrm_password : ssh_agent_auth);
  return [
    ...checkKeyType(config),
    ...(ssh_keypair_name && !hasKey && communicator !== "none"
      ? [invalid("ssh_keypair_name", isWindows ? noWindowsKey : noKey)]
      : []),
  ];
}

const noKey =
  "Amazon has the public half of ssh_keypair_name only: set ssh_private_key_file to the private one, or ssh_agent_auth = true where an agent has it.";
const noWindowsKey =
  "The administrator's password is encrypted for the owner of ssh_keypair_name: set ssh_private_key_file to the private half, or winrm_password.";

/** checkCommunicator has its say of those that there are nowhere. */
function checkKeyType({ temporary_key_pair_type: type, communicator }: LaunchConfig): ConfigIssue[] {
  if (type === "ecdsa") return unlessOneOf("temporary_key_pair_type", type, ["rsa", "ed25519"]);
  if (type !== "ed25519" || communicator !== "winrm") return [];
  return [invalid("temporary_key_pair_type", "Windows encrypts its password by RSA: remove temporary_key_pair_type.")];
}

function checkProfile(config: LaunchConfig): ConfigIssue[] {
  const { iam_instance_profile, temporary_iam_instance_profile_policy_document: document } = config;
  if (!document) return [];
  const option = "temporary_iam_instance_profile_policy_document";
  return [
    ...(iam_instance_profile
      ? [
          conflict(
            "iam_instance_profile",
            `The instance has a profile of its own or a temporary one: remove iam_instance_profile, or ${option}.`,
          ),
        ]
      : []),
    ...(document.Statement.length === 0
      ? [invalid(option, "A policy without a Statement allows nothing: add one.")]
      : []),
    ...document.Statement.flatMap(({ Effect }, index) =>
      unlessOneOf([option, "Statement", index, "Effect"], Effect, ["Allow", "Deny"]),
    ),
  ];
}
