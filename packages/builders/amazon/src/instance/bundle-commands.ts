import type { AmazonInstanceConfig } from "./config.js";

/** Amazon's tools ask for root, and `-n` keeps sudo from asking anybody for a password. */
const makeBundle =
  "sudo -i -n ec2-bundle-vol -k {{.KeyPath}} -u {{.AccountId}} -c {{.CertPath}} -r {{.Architecture}} -e {{.PrivatePath}}/* -d {{.Destination}} -p {{.Prefix}} --batch --no-filter";

const sendBundle = (keys: string) =>
  `sudo -i -n ec2-upload-bundle -b {{.BucketName}} -m {{.ManifestPath}} ${keys}-d {{.BundleDirectory}} --batch --region {{.Region}} --retry`;

export const volumeCommand = ({ bundle_vol_command: command }: AmazonInstanceConfig): string => command || makeBundle;

/** With a role of its own the instance needs no keys; keys of a session come with its token. */
export function uploadCommand(
  { bundle_upload_command: command, iam_instance_profile: profile }: AmazonInstanceConfig,
  hasToken: boolean,
): string {
  if (command) return command;
  if (profile) return sendBundle("");
  return sendBundle(`-a {{.AccessKey}} -s {{.SecretKey}} ${hasToken ? "-t {{.Token}} " : ""}`);
}
