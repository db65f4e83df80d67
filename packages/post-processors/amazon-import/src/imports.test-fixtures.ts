import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Artifact, artifactOfFiles } from "@ingot/core/plugin";
import {
  type AwsProxy,
  type AwsProxyOptions,
  awsProxy,
  type Moto,
  type TestContextOptions,
  type TestHost,
  testContext,
  testHost,
} from "@ingot/testing";
import { amazonImportPostProcessor } from "./amazon-import-post-processor.js";
import { importConfig } from "./config.js";

export const bucket = "disks";

/** A proxy before moto, with a bucket, and a host that knows nothing else and never waits. */
export interface Amazon extends AsyncDisposable {
  readonly proxy: AwsProxy;
  readonly host: TestHost;
}

export async function amazon(moto: Moto, options: AwsProxyOptions = {}): Promise<Amazon> {
  await moto.reset();
  await fetch(`${moto.endpoint}/${bucket}`, { method: "PUT", headers: { host: "s3.amazonaws.com" } });
  const proxy = await awsProxy(moto, { pendingLooks: 2, ...options });
  const host = testHost(proxy.env);
  return {
    proxy,
    host: { ...host, sleep: async (_milliseconds, signal) => signal?.throwIfAborted() },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

/** An artifact of one disk, whose bytes are all the same. */
export function diskOf(host: TestHost, name = "disk.raw", size = 3_000_000): Artifact {
  writeFileSync(join(host.directory, name), Buffer.alloc(size, name));
  return artifactOfFiles(host.resolve, { builderId: "packer.file", files: [name], description: "" });
}

/** A build from its beginning to its end. */
export async function importDisk(
  host: TestHost,
  fields: object,
  artifact = diskOf(host),
  options: Partial<TestContextOptions> = {},
) {
  const render = (text: string) => text.replace("{{timestamp}}", "1700000000");
  await using run = testContext({ host, render, ...options });
  const config = importConfig.parse({ s3_bucket_name: bucket, ...fields });
  const { artifact: image, keepInput } = await amazonImportPostProcessor.process(config, artifact, run);
  return { image: image!, keepInput, run };
}

/** What exists, without the bucket: "image ami-1". */
export async function left(moto: Moto): Promise<readonly string[]> {
  const things = await moto.inventory();
  return things
    .filter(({ kind }) => kind !== "s3-bucket")
    .map(({ kind }) => kind)
    .sort();
}

/** The uploads in parts that nobody has ended, as S3 lists them. */
export async function openUploads(moto: Moto): Promise<readonly string[]> {
  const answer = await fetch(`${moto.endpoint}/${bucket}?uploads`, { headers: { host: "s3.amazonaws.com" } });
  return [...(await answer.text()).matchAll(/<UploadId>([^<]*)/g)].map(([, id]) => id!);
}

export const mutations = ({ calls }: AwsProxy): readonly string[] =>
  calls.filter(({ mutating }) => mutating).map(({ action }) => action);
