import { isIP } from "node:net";
import { type FilterConfig, hasFilters } from "@ingot/client-aws";
import type { ConfigIssue } from "@ingot/core/plugin";
import { sshInterfaces } from "./address.js";
import { hasProfile } from "./instance-profile.js";
import type { LaunchConfig } from "./launched-machine.js";
import { conflict, ignored, invalid, unlessOneOf } from "./run-issues.js";
import { givenGroups } from "./security-group.js";

/** Where the instance stands, and who may reach it. */
export const checkNetwork = (config: LaunchConfig): ConfigIssue[] => [
  ...checkPlace(config),
  ...checkGroups(config),
  ...checkCidrs(config),
  ...unlessOneOf("ssh_interface", config.ssh_interface, sshInterfaces),
  ...checkSessionManager(config),
];

const filters = ["vpc_filter", "subnet_filter", "security_group_filter"] as const;

const checkPlace = (config: LaunchConfig): ConfigIssue[] => [
  ...filters.flatMap((option) => unlessDescribing(option, config[option])),
  ...(config.vpc_id && config.vpc_filter
    ? [ignored("vpc_filter", "vpc_id names the VPC, so vpc_filter has no effect. Remove one of them.")]
    : []),
  ...(config.subnet_id && config.subnet_filter
    ? [ignored("subnet_filter", "subnet_id names the subnet, so subnet_filter has no effect. Remove one of them.")]
    : []),
  ...(config.subnet_filter?.most_free && config.subnet_filter.random
    ? [
        conflict(
          "subnet_filter",
          "Of several subnets either the one with most free addresses is taken, or any: remove most_free or random.",
        ),
      ]
    : []),
];

/** A subnet may be any of a VPC's. */
function unlessDescribing(option: (typeof filters)[number], filter: FilterConfig | undefined): ConfigIssue[] {
  if (!filter || hasFilters(filter)) return [];
  const chooses = "most_free" in filter && (filter.most_free || ("random" in filter && filter.random));
  return chooses
    ? []
    : [invalid(option, `${option} has no filters: describe what it is to find, as in filters = { "tag:Name" = "…" }.`)];
}

function checkGroups(config: LaunchConfig): ConfigIssue[] {
  const { security_group_id: id, security_group_ids: ids } = config;
  if (id && ids.length > 0)
    return [
      conflict("security_group_ids", "Both security_group_id and security_group_ids name security groups: remove one."),
    ];
  if (!config.security_group_filter || givenGroups(config).length === 0) return [];
  return [ignored("security_group_filter", "The security groups are named, so security_group_filter has no effect.")];
}

function checkCidrs(config: LaunchConfig): ConfigIssue[] {
  const { temporary_security_group_source_cidrs: cidrs, temporary_security_group_source_public_ip: own } = config;
  const bad = cidrs.flatMap((cidr, index) =>
    isCidr(cidr)
      ? []
      : [
          invalid(
            ["temporary_security_group_source_cidrs", index],
            `"${cidr}" is no range of addresses: write it as in "192.0.2.0/24".`,
          ),
        ],
  );
  const both = "The temporary security group lets in this machine or the given ranges: remove one of the two.";
  return [...bad, ...(own && cidrs.length > 0 ? [conflict("temporary_security_group_source_public_ip", both)] : [])];
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  const family = isIP(address);
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

function checkSessionManager(config: LaunchConfig): ConfigIssue[] {
  if (config.ssh_interface !== "session_manager") return [];
  if (hasProfile(config)) return [];
  const detail =
    "Session Manager needs an agent on the instance that may call it: set iam_instance_profile to a profile with the policy AmazonSSMManagedInstanceCore, unless the account lets all instances (Default Host Management).";
  return [{ path: ["ssh_interface"], severity: "warning", summary: "Missing instance profile", detail }];
}
