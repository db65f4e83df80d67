import { awsAccessFields } from "@ingot/client-aws";
import { communicatorFields } from "@ingot/communicator-config";
import { lateTemplate, textOr } from "@ingot/core/plugin";
import * as z from "zod";
import { imageDeviceFields, launchDeviceFields } from "../block-devices/block-device-fields.js";
import { imageFields } from "../image/image-fields.js";
import { runFields } from "../run/run-fields.js";

const bundleFields = {
  account_id: z.string().min(1).describe("The id of the account that the AMI is to belong to."),
  s3_bucket: z.string().min(1).describe("The bucket that holds the AMI, perhaps with a folder: `images/web`."),
  x509_cert_path: z.string().min(1).describe("A certificate (X.509, PEM) that Amazon knows as the account's."),
  x509_key_path: z.string().min(1).describe("The certificate's private key."),
  x509_upload_path: textOr("/tmp").describe(
    "A directory of the instance for the certificate and the key. It does not get into the AMI.",
  ),
  bundle_destination: textOr("/tmp").describe("A directory of the instance for the bundle."),
  bundle_prefix: lateTemplate(z.string().default("")).describe(
    "What the names of the bundle's files begin with. Default: `image-`, the time and the run's id.",
  ),
  bundle_vol_command: lateTemplate(z.string().default("")).describe(
    "The command that makes the bundle, with .KeyPath, .AccountId, .CertPath, .Architecture, .PrivatePath, .Destination and .Prefix. Default: `ec2-bundle-vol` of Amazon's AMI tools, by sudo.",
  ),
  bundle_upload_command: lateTemplate(z.string().default("")).describe(
    "The command that sends it to the bucket, with .BucketName, .ManifestPath, .BundleDirectory, .Region, .AccessKey, .SecretKey and .Token. Default: `ec2-upload-bundle` of the same tools; with an instance profile it gets no keys.",
  ),
};

export const amazonInstanceConfig = z.object({
  ...awsAccessFields,
  ...imageFields,
  ...bundleFields,
  ...launchDeviceFields,
  ...imageDeviceFields,
  ...runFields,
  ...communicatorFields,
});

export type AmazonInstanceConfig = z.infer<typeof amazonInstanceConfig>;
