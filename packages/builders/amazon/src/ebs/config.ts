import { awsAccessFields } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import * as z from "zod";
import { imageDeviceFields, launchDeviceFields } from "../block-devices/block-device-fields.js";
import { imageFields } from "../image/image-fields.js";
import { runFields } from "../run/run-fields.js";

export const amazonEbsConfig = z.object({
  ...awsAccessFields,
  ...imageFields,
  ...launchDeviceFields,
  ...imageDeviceFields,
  ...runFields,
  ...communicatorFields,
});

export type AmazonEbsConfig = z.infer<typeof amazonEbsConfig>;
