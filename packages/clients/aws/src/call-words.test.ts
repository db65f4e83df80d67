import { callWords, namesIn } from "./call-words.js";

test.each([
  ["GetCallerIdentity", {}, "get caller identity"],
  ["DeregisterImage", { ImageId: "ami-1" }, "deregister image ami-1"],
  ["TerminateInstances", { InstanceIds: ["i-1", "i-2"] }, "terminate instances i-1, i-2"],
  ["CreateImage", { Name: "my web", InstanceId: "i-1" }, 'create image "my web" (instance i-1)'],
  [
    "CopyImage",
    { Name: "web", SourceImageId: "ami-1", SourceRegion: "us-east-1", KmsKeyId: "alias/a" },
    "copy image web (source image ami-1, source region us-east-1, KMS key alias/a)",
  ],
  [
    "RunInstances",
    {
      ImageId: "ami-1",
      KeyName: "packer_1",
      SecurityGroupIds: ["sg-1"],
      IamInstanceProfile: { Name: "p" },
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "x" }] }],
      UserData: "secret",
    },
    "run instances (image ami-1, key pair packer_1, security group sg-1)",
  ],
  [
    "RegisterImage",
    { Name: "web", BlockDeviceMappings: [{ DeviceName: "/dev/sda1", Ebs: { SnapshotId: "snap-1" } }] },
    "register image web (snapshot snap-1)",
  ],
  [
    "AddRoleToInstanceProfile",
    { RoleName: "r", InstanceProfileName: "p" },
    "add role to instance profile (role r, instance profile p)",
  ],
  ["SendSSHPublicKey", { InstanceId: "i-1" }, "send SSH public key (instance i-1)"],
  ["PutObject", { Bucket: "b", Key: "a/b", Body: Buffer.from("bytes") }, "put object s3://b/a/b"],
  ["HeadBucket", { Bucket: "b" }, "look at bucket s3://b"],
  ["ImportImage", { DiskContainers: [{ UserBucket: { S3Bucket: "b", S3Key: "k" } }] }, "import image s3://b/k"],
  [
    "DescribeImages",
    { Owners: ["self"], Filters: [{ Name: "image-id", Values: ["ami-1", "ami-2", "ami-3", "ami-4", "ami-5"] }] },
    "describe images ami-1, ami-2, ami-3 and 2 more",
  ],
  ["DescribeImages", { Filters: [{ Name: "name", Values: ["web*"] }] }, "describe images (name web*)"],
  ["AssumeRole", { RoleArn: "arn:aws:iam::1:role/x", ExternalId: "secret" }, "assume role arn:aws:iam::1:role/x"],
])("%s of %j is told", (action, input, words) => {
  expect(callWords({ service: "ec2", action, region: "eu-west-1", input })).toBe(words);
});

test("each thing is named once", () => {
  expect(namesIn({ ImageIds: ["ami-1"], Filters: [{ Name: "image-id", Values: ["ami-1", "ami-2"] }] })).toEqual([
    "ami-1",
    "ami-2",
  ]);
});
