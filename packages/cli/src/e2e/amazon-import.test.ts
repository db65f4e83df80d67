import { type Moto, requires, requiresMoto, startMoto } from "@ingot/testing";
import { imagesOf, newAccount, startBuild, type Tool, tools } from "./amazon.test-fixtures.js";
import { bucketOf, put } from "./amazon-sweep-builds.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000);

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

requiresMoto()("amazon-import", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  async function buildWith(tool: Tool) {
    await using proxy = await newAccount(moto, { tls: true, pendingLooks: 1 });
    await put(moto, proxy.account);
    using place = workplace({ "t.pkr.hcl": template(bucketOf(proxy.account)) });
    const ended = await startBuild(tool, place, proxy, ["t.pkr.hcl"]).ended;
    const left = (await proxy.inventory()).map(({ kind }) => kind);
    return { ended, images: await imagesOf(proxy), left };
  }

  requires("packer", "packer")("beside packer", () => {
    test("makes an equal image of the same disk", async () => {
      const [theirs, ours] = await Promise.all(tools.map(buildWith));
      expect([theirs!.ended.code, ours!.ended.code, ours!.ended.err]).toEqual([0, 0, ""]);
      expect(ours!.images).toEqual(theirs!.images);
      const made = ["image", "snapshot", "s3-bucket"];
      expect([ours!.left, theirs!.left]).toEqual([made, made]);
    });
  });
});
