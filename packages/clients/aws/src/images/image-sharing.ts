import type { LaunchPermission } from "@aws-sdk/client-ec2";
import type { ConfigIssue } from "@ingot/core/plugin";

/** With whom a template shares an image. */
export interface ImageSharing {
  readonly ami_users: readonly string[];
  readonly ami_groups: readonly string[];
  readonly ami_org_arns: readonly string[];
  readonly ami_ou_arns: readonly string[];
}

/** The same as Amazon's calls take it; empty where it is shared with nobody. */
export const launchPermissions = (sharing: ImageSharing): LaunchPermission[] => [
  ...sharing.ami_users.map((UserId) => ({ UserId })),
  ...sharing.ami_groups.map((Group) => ({ Group: Group as "all" })),
  ...sharing.ami_org_arns.map((OrganizationArn) => ({ OrganizationArn })),
  ...sharing.ami_ou_arns.map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
];

/** What in a list of accounts, the option `field`, is none. */
export const checkAccounts = (field: string, accounts: readonly string[]): ConfigIssue[] =>
  accounts.flatMap((account, index) =>
    /^\d{12}$/.test(account)
      ? []
      : [sharingIssue([field, index], `"${account}" is no account: an id has 12 digits${zeros(account)}.`)],
  );

const zeros = (account: string) => (/^\d{1,11}$/.test(account) ? ", and must be in quotes if it begins with 0" : "");

/** What in a list of groups, the option `field`, Amazon does not know; `encrypting` is the option that keeps a thing from being public. */
export function checkGroups(field: string, groups: readonly string[], encrypting: string | undefined): ConfigIssue[] {
  const unknown = groups.findIndex((group) => group !== "all");
  if (unknown !== -1)
    return [sharingIssue([field, unknown], `Amazon knows one group, "all", and not "${groups[unknown]}".`)];
  if (groups.length === 0 || encrypting === undefined) return [];
  return [sharingIssue([field], `What is encrypted cannot be made public: remove ${field}, or ${encrypting}.`)];
}

export const sharingIssue = (path: ConfigIssue["path"], detail: string): ConfigIssue => ({
  path,
  summary: "Invalid sharing of the AMI",
  detail,
});
