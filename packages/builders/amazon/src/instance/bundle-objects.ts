import type { Aws } from "@ingot/client-aws";
import type { Reapers } from "../reap.js";

/** The objects that a bundle consists of: parts and a manifest. */
export interface Bundle {
  /** Perhaps with a folder. */
  readonly bucket: string;
  readonly prefix: string;
}

/** Deletes the bundle's objects. True where there was something. */
export async function deleteBundle({ bucket: place, prefix }: Bundle, aws: Aws): Promise<boolean> {
  const [Bucket = "", ...folders] = place.split("/");
  const s3 = await aws.s3();
  const { Contents = [] } = await s3.listObjectsV2({ Bucket, Prefix: [...folders, prefix].join("/") });
  const parts = Contents.flatMap(({ Key = "" }) => (isPart(Key, prefix) ? [Key] : []));
  for (const Key of parts) await s3.deleteObject({ Bucket, Key });
  return parts.length > 0;
}

const isPart = (key: string, prefix: string): boolean =>
  /^\.(?:part\.\d+|manifest\.xml)$/.test(key.slice(key.lastIndexOf("/") + 1).slice(prefix.length));

/** Bundles of dead runs; one whose name the template has chosen may be another's by now. */
export const bundleReapers: Reapers = {
  "aws.s3-bundle": async ({ handle: { bucket, prefix }, runId }, aws) => {
    const isOwn = typeof bucket === "string" && typeof prefix === "string" && prefix.endsWith(runId);
    return isOwn && (await deleteBundle({ bucket, prefix }, aws)) ? "destroyed" : "absent";
  },
};
