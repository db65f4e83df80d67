import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  deny,
  elementsAt,
  type FaultRule,
  type Mend,
  type Moto,
  motoImages,
  requiresMoto,
  requiresSshd,
  type Sshd,
  startMoto,
  startSshd,
  testHost,
} from "@ingot/testing";
import { type LaunchWorld, launchWorld, throughSshd } from "../run/launch-world.test-fixtures.js";
import { amazonInstanceBuilder } from "./amazon-instance-builder.js";
import { uploadCommand, volumeCommand } from "./bundle-commands.js";
import { bundleReapers } from "./bundle-objects.js";

const fields = {
  source_ami: motoImages.amazonLinux,
  instance_type: "m3.medium",
  ssh_username: "root",
  ami_name: "bundled",
  account_id: "1234-5678-9012",
  s3_bucket: "images/web",
  x509_cert_path: "cert.pem",
  x509_key_path: "key.pem",
};

const parse = (more: object = {}) => amazonInstanceBuilder.config.parse({ ...fields, ...more });

test("the account and the files of the certificate are checked", () => {
  const host = {
    cwd: "/",
    env: { AWS_REGION: "us-east-1" },
    kindOf: (path: string) => (path === "cert.pem" ? ("file" as const) : undefined),
  };
  expect(amazonInstanceBuilder.check!(parse({ account_id: "12-34" }), host)).toEqual([
    {
      path: ["account_id"],
      summary: "Invalid account",
      detail: '"12-34" is no account: an id has 12 digits, perhaps with dashes between them.',
    },
    { path: ["x509_key_path"], summary: "File not found", detail: "There is no file key.pem." },
  ]);
});

test("the commands are those that Packer documents, and the keys of a session come with its token", () => {
  expect(volumeCommand(parse())).toBe(
    "sudo -i -n ec2-bundle-vol -k {{.KeyPath}} -u {{.AccountId}} -c {{.CertPath}} -r {{.Architecture}} -e {{.PrivatePath}}/* -d {{.Destination}} -p {{.Prefix}} --batch --no-filter",
  );
  const upload = (keys: string) =>
    `sudo -i -n ec2-upload-bundle -b {{.BucketName}} -m {{.ManifestPath}} ${keys}-d {{.BundleDirectory}} --batch --region {{.Region}} --retry`;
  expect(uploadCommand(parse(), false)).toBe(upload("-a {{.AccessKey}} -s {{.SecretKey}} "));
  expect(uploadCommand(parse(), true)).toBe(upload("-a {{.AccessKey}} -s {{.SecretKey}} -t {{.Token}} "));
  expect(uploadCommand(parse({ iam_instance_profile: "p" }), true)).toBe(upload(""));
  expect(uploadCommand(parse({ bundle_upload_command: "x" }), true)).toBe("x");
});

/** moto has no image whose root is its host's disk. */
const instanceStore: Mend = async (_call, moto) => {
  const answer = await moto();
  for (const item of elementsAt(answer, "imagesSet/item"))
    if (typeof item === "object") Object.assign(item, { rootDeviceType: ["instance-store"] });
  return answer;
};

jest.setTimeout(120_000);

requiresMoto()("amazon-instance", () => {
  requiresSshd()("with a server that stands for the instance", () => {
    let moto: Moto;
    let sshd: Sshd;
    beforeAll(async () => {
      [moto, sshd] = await Promise.all([startMoto(), startSshd()]);
    }, 60_000);
    afterAll(async () => {
      await moto?.[Symbol.asyncDispose]();
      await sshd?.[Symbol.asyncDispose]();
    });

    const patient = testHost();
    afterAll(() => patient[Symbol.dispose]());

    const worldWith = async (rules: readonly FaultRule[] = []) => {
      const authorizedKeys = join(sshd.directory, "authorized_keys");
      const world = await launchWorld(moto, { authorizedKeys, rules, mends: { DescribeImages: instanceStore } });
      Object.assign(world.run.host, { sleep: patient.sleep }); // a server has its time to answer
      await fetch(`${world.proxy.endpoint}/images`, { method: "PUT", headers: signed });
      for (const name of ["cert.pem", "key.pem"]) writeFileSync(join(world.run.host.cwd, name), `the ${name}`);
      return world;
    };

    /** As much of a signature as says whose call it is. */
    const signed = { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request" };

    async function build(world: LaunchWorld, more: object = {}) {
      const directory = join(world.run.host.cwd, "instance");
      mkdirSync(directory);
      const put = `${process.execPath} -e 'fetch("${world.proxy.endpoint}/images/web/"+process.argv[1],{method:"PUT",headers:${JSON.stringify(signed)},body:"x"})'`;
      const config = parse({
        ...throughSshd(sshd),
        x509_upload_path: directory,
        bundle_destination: directory,
        bundle_vol_command:
          "echo {{.AccountId}} {{.Architecture}} {{.Prefix}} && cat {{.CertPath}} {{.KeyPath}} > {{.Destination}}/{{.Prefix}}.manifest.xml",
        bundle_upload_command: `for name in part.00 manifest.xml; do ${put} $(basename {{.ManifestPath}} .manifest.xml).$name; done; echo {{.BucketName}} {{.Region}} {{.SecretKey}}`,
        ...more,
      });
      try {
        const machine = await amazonInstanceBuilder.start(config, world.run);
        return await machine.save(world.run);
      } finally {
        await world.run.close();
      }
    }

    async function objects({ proxy }: LaunchWorld, part: string) {
      const answer = await fetch(`${proxy.endpoint}/images?list-type=2`, { headers: signed });
      return [...(await answer.text()).matchAll(/<Key>([^<]*)/g)]
        .map(([, key]) => key!)
        .filter((key) => key.includes(part));
    }

    const left = async ({ proxy }: LaunchWorld) =>
      (await proxy.inventory())
        .map(({ kind }) => kind)
        .filter((kind) => kind !== "s3-bucket" && kind !== "snapshot")
        .sort();

    test("the instance bundles itself, and an AMI is registered of that", async () => {
      await using world = await worldWith();
      const artifact = await build(world);
      const prefix = /^image-.*-[0-9a-f]{32}/.exec(world.run.lines[0]!.text.split(" ")[2]!)![0];
      const manifest = join(world.run.host.cwd, "instance", `${prefix}.manifest.xml`);
      expect(readFileSync(manifest, "utf8")).toBe("the cert.pemthe key.pem");
      expect(world.run.lines[0]!.text).toBe(`123456789012 x86_64 ${prefix}`);
      expect(world.call("RegisterImage")).toMatchObject({
        Name: "bundled",
        ImageLocation: `images/web/${prefix}.manifest.xml`,
      });
      expect(artifact).toMatchObject({ builderId: "mitchellh.amazon.instance" });
      expect(await objects(world, prefix)).toEqual([`web/${prefix}.manifest.xml`, `web/${prefix}.part.00`]);
      expect(world.changes()).not.toContain("StopInstances");
      const [, , secret] = world.run.lines.at(-1)!.text.split(" ");
      expect(world.run.hidden).toContain(secret);
    });

    test("when it cannot be registered the bundle goes again", async () => {
      const rule = { action: "ec2:RegisterImage", times: Number.POSITIVE_INFINITY, fault: deny };
      await using world = await worldWith([rule]);
      await expect(build(world)).rejects.toThrow(
        /^Cannot register image .* in us-east-1: ec2:RegisterImage was refused/,
      );
      expect(world.changes().filter((action) => action === "DeleteObject")).toHaveLength(2);
      expect([await left(world), await objects(world, world.run.runId)]).toEqual([[], []]);
    });

    test("a command that fails says which, and what it needs", async () => {
      await using world = await worldWith();
      await expect(build(world, { bundle_vol_command: "exit 3" })).rejects.toMatchObject({
        code: "AMAZON_BUNDLE",
        message:
          "The command of bundle_vol_command ended with the exit code 3; what it said stands above. The instance needs Amazon's AMI tools (ec2-bundle-vol and ec2-upload-bundle), for which a provisioner can see, and sudo without a password.",
      });
      expect(await left(world)).toEqual([]);
    });

    test("a bundle of a dead run is found by its name, and a chosen name is nobody's", async () => {
      await using world = await worldWith();
      const runId = "0123456789abcdef0123456789abcdef";
      for (const key of [`web/image-1-${runId}.part.0`, "web/mine.manifest.xml", `web/image-1-${runId}.other`])
        await fetch(`${world.proxy.endpoint}/images/${key}`, { method: "PUT", headers: signed, body: "x" });
      const reap = (prefix: string) =>
        bundleReapers["aws.s3-bundle"]!(
          { kind: "aws.s3-bundle", description: "", runId, resourceId: 1, handle: { bucket: "images/web", prefix } },
          world.aws,
          world.run,
        );
      expect([await reap(`image-1-${runId}`), await reap("mine")]).toEqual(["destroyed", "absent"]);
      expect(await objects(world, runId)).toEqual([`web/image-1-${runId}.other`]);
      expect(await objects(world, "mine")).toEqual(["web/mine.manifest.xml"]);
    });
  });
});
