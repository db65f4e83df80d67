import { checkImport, importConfig } from "./config.js";

const host = { cwd: "/", env: {}, kindOf: () => undefined };
const check = (fields: object) => checkImport(importConfig.parse({ s3_bucket_name: "b", ...fields }), host);

test("what is in order passes", () => {
  expect(check({})).toEqual([]);
  expect(check({ architecture: "arm64" })).toEqual([]);
  expect(check({ s3_encryption: "aws:kms", s3_encryption_key: "k", ami_encrypt: true, ami_kms_key: "k" })).toEqual([]);
  expect(check({ ami_users: ["123456789012"], ami_groups: ["all"], ami_name: "web (1)" })).toEqual([]);
});

test("a key for what is not encrypted with it is doubtful", () => {
  const unused = (path: string, needed: string) => ({
    path: [path],
    severity: "warning",
    summary: "Unused key",
    detail: `${path} is of use only with ${needed}, so nothing is encrypted with it.`,
  });
  expect(check({ s3_encryption: "AES256", s3_encryption_key: "k", ami_kms_key: "k" })).toEqual([
    unused("s3_encryption_key", 's3_encryption = "aws:kms"'),
    unused("ami_kms_key", "ami_encrypt = true"),
  ]);
});

test("machines with arm64 processors start by UEFI only", () => {
  expect(check({ architecture: "arm64", boot_mode: "legacy-bios" })).toEqual([
    {
      path: ["boot_mode"],
      summary: "Unsuitable boot mode",
      detail: 'Amazon starts machines with arm64 processors by UEFI only. Set boot_mode to "uefi", or remove it.',
    },
  ]);
});

test("names and sharing are checked as those of other images", () => {
  const [name, user, group] = check({ ami_name: "a*b", ami_users: ["1"], ami_groups: ["all"], ami_encrypt: true });
  expect(name).toMatchObject({ path: ["ami_name"], summary: "Invalid AMI name" });
  expect(user).toMatchObject({ path: ["ami_users", 0], summary: "Invalid sharing of the AMI" });
  expect(group!.detail).toBe("What is encrypted cannot be made public: remove ami_groups, or ami_encrypt.");
});

test.each([
  ["s3_encryption", "rot13"],
  ["format", "iso"],
  ["license_type", "GPL"],
  ["architecture", "m68k"],
  ["platform", "hurd"],
  ["s3_bucket_name", ""],
])("%s may not be %j", (field, value) => {
  expect(importConfig.safeParse({ s3_bucket_name: "b", [field]: value }).success).toBe(false);
});
