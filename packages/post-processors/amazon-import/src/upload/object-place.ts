import type { DiskFormat } from "../disk-format.js";
import type { Importing } from "../importing.js";
import type { S3Place } from "./s3-object.js";

/** The place that the template names, or a new one. */
export function objectPlace(format: DiskFormat, { config, run }: Importing): S3Place {
  const { s3_bucket_name: bucket, s3_key_name: wanted } = config;
  if (wanted !== "") return { bucket, key: run.render(wanted), isOurs: false };
  const random = Buffer.from(run.host.randomBytes(8)).toString("hex");
  return { bucket, key: run.render(`packer-import-{{timestamp}}-${random}.${format}`), isOurs: true };
}
