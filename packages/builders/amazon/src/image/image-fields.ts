import { block, blocks, optionalNumber, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { lateNote, lateText } from "../late-text.js";
import { tagBlocks, tagMap } from "../tags.js";

const flag = () => z.boolean().default(false);
const list = () => z.array(z.string()).default([]);

const identityFields = {
  ami_name: z
    .string()
    .describe(
      "The AMI's name: 3 to 128 characters, of which no other AMI of the account in these regions may have the same. `clean_resource_name` makes a text fit.",
    ),
  ami_description: lateText(optionalText()).describe(`The AMI's description. ${lateNote}`),
  ami_virtualization_type: optionalText().describe("hvm or paravirtual: what the AMI to start from must be."),
  ami_product_codes: list().describe("Product codes of AWS Marketplace to give to the AMI."),
  imds_support: z
    .literal("v2.0")
    .optional()
    .describe("`v2.0`: instances of the AMI have version 2 of the metadata service only, unless they say otherwise."),
  deprecate_at: optionalText().describe('When the AMI shall count as deprecated, as in "2030-01-31T00:00:00Z".'),
  deregistration_protection: block(
    z.object({
      enabled: flag().describe("Protect the AMI."),
      with_cooldown: flag().describe("Let the protection last for 24 hours after it is taken away."),
    }),
  )
    .optional()
    .describe("Protects the AMI from being deregistered."),
};

const sharingFields = {
  ami_users: list().describe("Accounts that may start instances of the AMI."),
  ami_groups: list().describe("`all` makes the AMI public."),
  ami_org_arns: list().describe("Organisations, by ARN, whose accounts may start instances of the AMI."),
  ami_ou_arns: list().describe("Organisational units, by ARN, whose accounts may start instances of the AMI."),
  snapshot_users: list().describe("Accounts that may make volumes of the AMI's snapshots."),
  snapshot_groups: list().describe("`all` makes the AMI's snapshots public."),
};

const regionFields = {
  ami_regions: list().describe("More regions to have the AMI in."),
  snapshot_copy_duration_minutes: optionalNumber(z.number().min(15).max(2880).multipleOf(15)).describe(
    "Copies are to take this long at most, which costs more: 15 to 2880, in quarters of an hour.",
  ),
  skip_save_build_region: flag().describe("Keep the AMI in `ami_regions` only, and not where it was made."),
};

const encryptionFields = {
  encrypt_boot: z
    .boolean()
    .optional()
    .describe("Encrypt the AMI by making a copy of it. Default: its volumes are encrypted as the instance's were."),
  kms_key_id: optionalText().describe(
    "The key for that where the AMI is made: an id, alias or ARN. Default: the account's.",
  ),
  region_kms_key_ids: z
    .record(z.string(), z.string())
    .default({})
    .describe('The keys for the copies, by region; "" is the default key of the account there.'),
};

const tagFields = {
  tags: tagMap("the AMI and its snapshots"),
  tag: tagBlocks("the AMI and its snapshots"),
  snapshot_tags: tagMap("the snapshots"),
  snapshot_tag: tagBlocks("the snapshots"),
  skip_ami_run_tags: flag().describe("Do not give the instance's `run_tags` to the AMI."),
};

const replacementFields = {
  force_deregister: flag().describe("Deregister AMIs of the same name first. `-force` does so too."),
  force_delete_snapshot: flag().describe("With `force_deregister`: delete their snapshots too."),
  skip_create_ami: flag().describe("Make no AMI: the machine is provisioned, and goes."),
};

const templateChoice = {
  enable_fast_launch: flag().describe("Use the fast launch there."),
  template_id: optionalText().describe("The launch template, by id."),
  template_name: optionalText().describe("The launch template, by name."),
  template_version: optionalNumber().describe("Its version. Default: its default version."),
};

const fastLaunch = z.object({
  ...templateChoice,
  enable_fast_launch: flag().describe("Keep snapshots of a started Windows ready, so that instances start fast."),
  max_parallel_launches: optionalNumber(z.number().int().min(6)).describe(
    "How many instances Amazon may start side by side to make them: 6 or more.",
  ),
  target_resource_count: optionalNumber().describe("How many snapshots to keep ready."),
  region_launch_templates: blocks(
    z.object({ region: z.string().describe("The region that this is about."), ...templateChoice }),
  ).describe("What holds for a region in place of the above."),
});

/** What a template says of the AMIs that a build makes. */
export const imageFields = {
  ...identityFields,
  ...regionFields,
  ...sharingFields,
  ...encryptionFields,
  ...tagFields,
  ...replacementFields,
  fast_launch: block(fastLaunch).optional().describe("Windows' fast launch."),
};

const imageConfig = z.object(imageFields);

export type ImageConfig = z.infer<typeof imageConfig>;
export type FastLaunchConfig = z.infer<typeof fastLaunch>;
