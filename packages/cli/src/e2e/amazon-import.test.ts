import { basename } from "node:path";
import {
  type AwsCall,
  type AwsFault,
  type AwsProxyOptions,
  type Moto,
  requires,
  requiresMoto,
  startMoto,
} from "@ingot/testing";
import { imagesOf, newAccount, startBuild, type Tool, tools } from "./amazon.test-fixtures.js";
import { bin, type Running, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(300_000);

const template = (bucket: string) => `
source "file" "disk" {
  content = "what would be a disk"
  target  = "disk.raw"
}
build {
  sources = ["source.file.disk"]
  post-processor "amazon-import" {
    region          = "us-east-1"
    s3_bucket_name  = "${bucket}"
    format          = "raw"
    ami_name        = "imported"
    ami_description = "From a disk"
    ami_users       = ["111122223333"]
    tags            = { Kind = "imported" }
  }
}
`;

/** As much of a signature as says whose call it is. */
const signed = { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request" };

/** A template, an account and a bucket: buckets are all in one world, so each has its own. */
async function scene(moto: Moto, options: AwsProxyOptions = {}) {
  const place = workplace();
  const proxy = await newAccount(moto, { pendingLooks: 1, ...options });
  const bucket = basename(place.directory).toLowerCase();
  place.write({ "t.pkr.hcl": template(bucket) });
  await fetch(`${proxy.endpoint}/${bucket}`, { method: "PUT", headers: signed });
  const listing = async (query: string) =>
    await (await fetch(`${proxy.endpoint}/${bucket}?${query}`, { headers: signed })).text();
  return {
    place,
    proxy,
    /** What exists, beside the bucket, by kind. */
    async left(): Promise<readonly string[]> {
      const text = (await listing("uploads")) + (await listing("list-type=2"));
      const inBucket = [...text.matchAll(/<(?:UploadId|Key)>/g)].map(([found]) => found);
      const things = (await proxy.inventory()).map(({ kind }) => kind).filter((kind) => !kind.startsWith("s3-"));
      return [...things, ...inBucket].sort();
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      place[Symbol.dispose]();
    },
  };
}

requiresMoto()("amazon-import", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  async function buildWith(tool: Tool) {
    await using at = await scene(moto, { tls: true });
    const ended = await startBuild(tool, at.place, at.proxy, ["t.pkr.hcl"]).ended;
    return { ended, images: await imagesOf(at.proxy), left: await at.left() };
  }

  requires("packer", "packer")("beside packer", () => {
    test("makes an equal image of the same disk", async () => {
      const [theirs, ours] = await Promise.all(tools.map(buildWith));
      expect([theirs!.ended.code, ours!.ended.code, ours!.ended.err]).toEqual([0, 0, ""]);
      expect(ours!.images).toEqual(theirs!.images);
      expect([ours!.left, theirs!.left]).toEqual([
        ["image", "snapshot"],
        ["image", "snapshot"],
      ]);
    });
  });

  /** The calls that change something, each once. */
  async function changes(): Promise<readonly string[]> {
    await using at = await scene(moto);
    const { code, err } = await at.place.start(process.execPath, [bin, "build", "t.pkr.hcl"], at.proxy.env).ended;
    expect([code, err, await at.left()]).toEqual([0, "", ["image", "snapshot"]]);
    const isChange = ({ mutating, action }: AwsCall) => mutating && action !== "CreateBucket";
    return [...new Set(at.proxy.calls.filter(isChange).map(({ service, action }) => `${service}:${action}`))];
  }

  /** What there is when a build was killed at a call, before Amazon has seen it or after, and `ingot clean` has run. */
  async function killAndClean(action: string, hasSeen: boolean) {
    let run: Running | undefined;
    const fault: AwsFault = async (_call, amazon) => {
      if (hasSeen) await amazon();
      run?.process.kill("SIGKILL");
      await run?.ended;
      return "dropped";
    };
    await using at = await scene(moto, { rules: [{ action, fault }] });
    run = at.place.start(process.execPath, [bin, "build", "t.pkr.hcl"], at.proxy.env);
    const { signal } = await run.ended;
    const clean = await at.place.start(process.execPath, [bin, "clean"], at.proxy.env).ended;
    return { signal, code: clean.code, left: await at.left() };
  }

  test("that is killed at any change that it makes leaves nothing that clean does not find", async () => {
    const actions = await changes();
    expect(actions.length).toBeGreaterThan(9);
    const points = actions.flatMap((action) => [false, true].map((hasSeen) => ({ action, hasSeen })));
    const found: unknown[] = [];
    const lane = async () => {
      for (let point = points.shift(); point; point = points.shift())
        found.push({ ...point, ...(await killAndClean(point.action, point.hasSeen)) });
    };
    await Promise.all([lane(), lane(), lane()]);
    const isWhole = ({ action, hasSeen }: { action: string; hasSeen: boolean }) =>
      action === "ec2:DeleteTags" && hasSeen;
    const expected = (found as { action: string; hasSeen: boolean }[]).map(({ action, hasSeen }) => ({
      ...{ action, hasSeen, signal: "SIGKILL", code: 0 },
      left: isWhole({ action, hasSeen }) ? ["image", "snapshot"] : [],
    }));
    expect(found).toEqual(expected);
  });
});
