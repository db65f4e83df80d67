import { posix } from "node:path";
import type { BuildContext } from "@ingot/core/plugin";
import type { ImageMachine } from "../image/machine-images.js";
import type { AmazonInstanceConfig } from "./config.js";

/** An instance whose disk is to become an AMI. */
export type InstanceStore = ImageMachine<AmazonInstanceConfig>;

/** Where things are on the instance, and in the bucket. */
export interface BundlePlaces {
  readonly prefix: string;
  readonly certificate: string;
  readonly key: string;
  /** On the instance. */
  readonly manifest: string;
  /** In S3, as a registration names it. */
  readonly location: string;
}

/** People write account ids with dashes. */
export const accountOf = ({ account_id }: AmazonInstanceConfig): string => account_id.replaceAll("-", "");

export function bundlePlaces(config: AmazonInstanceConfig, run: BuildContext): BundlePlaces {
  const prefix = run.render(config.bundle_prefix || `image-{{timestamp}}-${run.runId}`);
  return {
    prefix,
    certificate: posix.join(config.x509_upload_path, "cert.pem"),
    key: posix.join(config.x509_upload_path, "key.pem"),
    manifest: posix.join(config.bundle_destination, `${prefix}.manifest.xml`),
    location: `${config.s3_bucket}/${prefix}.manifest.xml`,
  };
}

/** What the command that makes the bundle may use. */
export async function volumeData({ config, launched }: InstanceStore, { certificate, key, prefix }: BundlePlaces) {
  const { Architecture = "x86_64" } = await launched.instance();
  return {
    Architecture,
    AccountId: accountOf(config),
    CertPath: certificate,
    KeyPath: key,
    PrivatePath: config.x509_upload_path,
    Destination: config.bundle_destination,
    Prefix: prefix,
  };
}

/** What the command that sends it may use: the build's own keys, unless the instance has a role. */
export async function uploadData({ config, aws }: InstanceStore, { manifest }: BundlePlaces, run: BuildContext) {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = await (await aws.s3()).config.credentials();
  for (const secret of [secretAccessKey, sessionToken]) if (secret !== "") run.hide(secret);
  return {
    BucketName: config.s3_bucket,
    ManifestPath: manifest,
    BundleDirectory: config.bundle_destination,
    Region: aws.region,
    AccessKey: accessKeyId,
    SecretKey: secretAccessKey,
    Token: sessionToken,
  };
}
