import { hasFilters } from "@ingot/client-aws";
import type { ConfigIssue } from "@ingot/core/plugin";
import type { LaunchConfig } from "./launched-machine.js";
import { ignored, invalid, missing } from "./run-issues.js";

/** Which image to start from. */
export function checkSource({ source_ami, source_ami_filter: filter }: LaunchConfig): ConfigIssue[] {
  if (source_ami) return filter ? [ignored("source_ami_filter", aside)] : [];
  if (!filter) return [missing(noSource)];
  return [
    ...(hasFilters(filter) ? [] : [invalid("source_ami_filter", noFilters)]),
    ...(filter.owners.length > 0 ? [] : [invalid("source_ami_filter", noOwners)]),
  ];
}

const aside = "source_ami names the AMI to start from, so source_ami_filter has no effect. Remove one of them.";
const noSource =
  "Nothing says which AMI to start from: set source_ami to an AMI's id, or describe it with source_ami_filter.";
const noFilters = 'source_ami_filter has no filters: describe the AMI, as in filters = { name = "…" }.';
const noOwners =
  'source_ami_filter has no owners: anybody can publish an AMI of any name, so say whose AMIs count, as in owners = ["amazon"] or an account\'s id.';
