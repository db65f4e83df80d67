import { awsAccessFields } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import { blocks } from "@ingot/core/plugin";
import * as z from "zod";
import { deviceFields } from "../block-devices/block-device-fields.js";
import { lateText } from "../late-text.js";
import { runFields } from "../run/run-fields.js";
import { tagBlocks, tagMap } from "../tags.js";

const list = () => z.array(z.string()).default([]);

const volume = z.object({
  ...deviceFields,
  delete_on_termination: z
    .boolean()
    .default(false)
    .describe("Let the volume go with the instance: it is no part of the result, though its snapshot may be."),
  tags: tagMap("the volume"),
  tag: tagBlocks("the volume"),
  snapshot_volume: z.boolean().default(false).describe("Take a snapshot of the volume when it is provisioned."),
  snapshot_description: lateText(z.string().default("")).describe("The snapshot's description."),
  snapshot_tags: tagMap("the snapshot"),
  snapshot_tag: tagBlocks("the snapshot"),
  snapshot_users: list().describe("Accounts that may make volumes of the snapshot."),
  snapshot_groups: list().describe("`all` makes the snapshot public."),
});

/** A volume that is made. */
export type VolumeConfig = z.infer<typeof volume>;

export const amazonEbsvolumeConfig = z.object({
  ...awsAccessFields,
  ebs_volumes: blocks(volume).describe("A volume of the instance that stays when that is gone."),
  ...runFields,
  ...communicatorFields,
});

export type AmazonEbsvolumeConfig = z.infer<typeof amazonEbsvolumeConfig>;
