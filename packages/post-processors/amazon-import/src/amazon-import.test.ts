import { execFileSync } from "node:child_process";
import { artifactOfFiles } from "@ingot/core/plugin";
import { type Moto, requires, requiresMoto, startMoto, type TestHost } from "@ingot/testing";
import { amazon, bucket, diskOf, importDisk, left, mutations, openUploads } from "./imports.test-fixtures.js";

jest.setTimeout(120_000);

requiresMoto()("amazon-import", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto[Symbol.asyncDispose]());

  test("a raw disk becomes an image, and nothing else is left", async () => {
    await using at = await amazon(moto);
    const { image, keepInput, run } = await importDisk(at.host, {});
    const [ami, snapshot] = (await moto.inventory()).filter(({ kind }) => kind !== "s3-bucket");
    expect(await left(moto)).toEqual(["image", "snapshot"]);
    expect(keepInput).toBe(false);
    expect(image).toMatchObject({
      builderId: "packer.post-processor.amazon-import",
      id: `us-east-1:${ami!.id}`,
      files: [],
      description: `AMIs were created:\nus-east-1: ${ami!.id}\n`,
      values: { ImageId: ami!.id, Region: "us-east-1", SnapshotIds: [snapshot!.id] },
    });
    expect([ami!.tags, snapshot!.tags]).toEqual([{}, {}]);
    expect(mutations(at.proxy)).toEqual([
      "CreateMultipartUpload",
      "UploadPart",
      "CompleteMultipartUpload",
      "ImportImage",
      "DeleteObject",
    ]);
    const [, key, task] = /(packer-import-1700000000-[0-9a-f]{16}\.raw): (import-ami-\w+)$/.exec(run.said[1]!)!;
    expect(run.said).toEqual([
      `Uploading disk.raw (2.9 MiB) to s3://disks/${key}`,
      `Started the import of s3://disks/${key}: ${task}`,
      `Waiting for the import ${task}; it may take long`,
      "The import is at: pending, 29 %",
      "The import is at: pending, 39 %",
      `Deleting s3://disks/${key}...`,
    ]);
    await image.destroy();
    expect(await left(moto)).toEqual([]);
  });

  test("everything that a template can say reaches Amazon", async () => {
    await using at = await amazon(moto);
    const { image } = await importDisk(at.host, everything);
    const [importing] = at.proxy.calls.filter(({ action }) => action === "ImportImage");
    expect(importing!.params).toMatchObject({
      Architecture: "x86_64",
      BootMode: "uefi",
      LicenseType: "BYOL",
      Platform: "Linux",
      RoleName: "importer",
      Encrypted: "true",
      KmsKeyId: "alias/images",
      "DiskContainer.1.Format": "RAW",
      "DiskContainer.1.UserBucket.S3Bucket": bucket,
      "DiskContainer.1.UserBucket.S3Key": "in/disk-1700000000",
    });
    expect(mutations(at.proxy)).toEqual([
      "CreateMultipartUpload",
      "UploadPart",
      "CompleteMultipartUpload",
      "ImportImage",
      "CopyImage",
      "DeregisterImage",
      "DeleteSnapshot",
      "CreateTags",
      "ModifyImageAttribute",
      "ModifyImageAttribute",
      "DeleteTags",
    ]);
    const things = await moto.inventory();
    expect(things.map(({ kind }) => kind).sort()).toEqual(["image", "s3-bucket", "s3-object", "snapshot"]);
    const ami = things.find(({ kind }) => kind === "image")!;
    expect([ami.id, ami.tags]).toEqual([image.values.ImageId, { kind: "imported" }]);
    expect(things.find(({ kind }) => kind === "snapshot")!.tags).toEqual({ kind: "imported" });
    expect(ami.detail).toMatchObject({ name: ["web 1"] });
    const attributes = at.proxy.calls.filter(({ action }) => action === "ModifyImageAttribute");
    expect(attributes.map(({ params }) => params)).toMatchObject([
      { ImageId: ami.id, "Description.Value": "From a disk" },
      {
        ImageId: ami.id,
        "LaunchPermission.Add.1.UserId": "210987654321",
        "LaunchPermission.Add.2.OrganizationArn": "arn:aws:organizations::123456789012:organization/o-1",
      },
    ]);
  });

  test("a disk of several parts arrives whole, a few parts at once", async () => {
    await using at = await amazon(moto);
    const size = 41 * 1024 * 1024 + 17;
    await importDisk(at.host, { skip_clean: true, s3_key_name: "whole.raw" }, diskOf(at.host, "large.raw", size));
    const object = await fetch(`${moto.endpoint}/${bucket}/whole.raw`);
    const bytes = Buffer.from(await object.arrayBuffer());
    expect(bytes.equals(Buffer.alloc(size, "large.raw"))).toBe(true);
    expect(mutations(at.proxy).filter((action) => action === "UploadPart")).toHaveLength(6);
    expect(await openUploads(moto)).toEqual([]);
  });

  requires("qemu-img", "qemu-utils")("disks of QEMU", () => {
    const made = (host: TestHost, format: string) => {
      execFileSync("qemu-img", ["create", "-q", "-f", format, "machine", "64M"], { cwd: host.directory });
      const values = { diskPaths: ["machine"], diskType: format };
      return artifactOfFiles(host.resolve, {
        builderId: "transcend.qemu",
        files: ["machine"],
        description: "",
        values,
      });
    };

    test("a qcow2 disk is sent as a VHD", async () => {
      await using at = await amazon(moto);
      const { run } = await importDisk(at.host, {}, made(at.host, "qcow2"));
      expect(run.said[0]).toBe("Converting machine to a VHD");
      const [importing] = at.proxy.calls.filter(({ action }) => action === "ImportImage");
      expect(importing!.params).toMatchObject({
        "DiskContainer.1.Format": "VHD",
        "DiskContainer.1.UserBucket.S3Key": expect.stringMatching(/\.vhd$/),
      });
      expect(await left(moto)).toEqual(["image", "snapshot"]);
    });

    test("a raw one is sent as it is, though its name tells nothing", async () => {
      await using at = await amazon(moto);
      await importDisk(at.host, {}, made(at.host, "raw"));
      const [importing] = at.proxy.calls.filter(({ action }) => action === "ImportImage");
      expect(importing!.params).toMatchObject({ "DiskContainer.1.Format": "RAW" });
    });
  });

  test("a name that is taken is found out before anything is sent", async () => {
    await using at = await amazon(moto);
    await importDisk(at.host, { ami_name: "web 1" });
    const before = at.proxy.calls.length;
    const { id } = (await moto.inventory()).find(({ kind }) => kind === "image")!;
    await expect(importDisk(at.host, { ami_name: "web 1" })).rejects.toMatchObject({
      code: "AMI_NAME_TAKEN",
      message: `The AMI name "web 1" is taken in us-east-1, by ${id}. Choose another ami_name, perhaps with a timestamp in it, or deregister that AMI.`,
    });
    expect(at.proxy.calls.slice(before).filter(({ mutating }) => mutating)).toEqual([]);
  });

  test("no secret is in what is said or recorded", async () => {
    await using at = await amazon(moto);
    const { run } = await importDisk(at.host, { access_key: "AKIAOFTHETEMPLATE", secret_key: "of+the/template" });
    expect(run.hidden).toContain("of+the/template");
    expect(JSON.stringify([run.said, run.warned, run.resources])).not.toMatch(/of\+the|AKIAOF/);
  });
});

const everything = {
  architecture: "x86_64",
  boot_mode: "uefi",
  license_type: "BYOL",
  platform: "linux",
  role_name: "importer",
  s3_key_name: "in/disk-{{timestamp}}",
  s3_encryption: "AES256",
  skip_clean: true,
  ami_name: "web 1",
  ami_description: "From a disk",
  ami_users: ["210987654321"],
  ami_groups: [],
  ami_org_arns: ["arn:aws:organizations::123456789012:organization/o-1"],
  ami_encrypt: true,
  ami_kms_key: "alias/images",
  tags: { kind: "imported" },
};
