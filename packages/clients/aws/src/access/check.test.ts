import type { CheckHost } from "@ingot/core/plugin";
import { checkAwsAccess } from "./check.js";
import { accessOf } from "./fields.js";

const host: CheckHost = { cwd: "/", env: {}, kindOf: (path) => (path === "keys" ? "file" : undefined) };
const check = (block: object) => checkAwsAccess(accessOf(block), host);

test.each([
  {},
  { access_key: "a", secret_key: "s", token: "t" },
  { shared_credentials_file: "keys" },
  { shared_credentials_file: "~/keys" },
  { custom_endpoint_ec2: "https://ec2.example.com" },
  { assume_role: { role_arn: "arn", duration_seconds: 43200, policy: "{}" } },
  { assume_role: { role_arn: "arn", duration_seconds: 0 } },
  { assume_role: { role_arn: "", session_name: "no role at all" } },
  { vault_aws_engine: { name: "builder" }, region: "eu-west-1" },
])("%j is sound", (block) => {
  expect(check(block)).toEqual([]);
});

test.each([
  [
    { access_key: "a" },
    {
      path: ["access_key"],
      summary: "Incomplete AWS credentials",
      detail: "Set both access_key and secret_key, or neither.",
    },
  ],
  [
    { secret_key: "a" },
    {
      path: ["secret_key"],
      summary: "Incomplete AWS credentials",
      detail: "Set both access_key and secret_key, or neither.",
    },
  ],
  [
    { token: "t" },
    {
      path: ["token"],
      summary: "Incomplete AWS credentials",
      detail: "With token, set access_key and secret_key too.",
    },
  ],
  [
    { vault_aws_engine: { name: "x" }, access_key: "a", secret_key: "s" },
    {
      path: ["vault_aws_engine"],
      summary: "Two sources of AWS credentials",
      detail: "Vault makes the credentials: remove vault_aws_engine, or access_key and secret_key.",
    },
  ],
  [
    { vault_aws_engine: { name: "x" }, profile: "p" },
    {
      path: ["vault_aws_engine"],
      summary: "Two sources of AWS credentials",
      detail: "Vault makes the credentials: remove vault_aws_engine, or profile.",
    },
  ],
  [
    { assume_role: { role_arn: "arn", duration_seconds: 60 } },
    {
      path: ["assume_role", "duration_seconds"],
      summary: "Invalid duration of a role",
      detail: "AWS gives credentials of a role for 900 to 43200 seconds.",
    },
  ],
  [
    { assume_role: { role_arn: "arn", policy: "[]" } },
    {
      path: ["assume_role", "policy"],
      summary: "Invalid policy",
      detail: "A policy is a JSON object; jsonencode() writes one.",
    },
  ],
  [
    { shared_credentials_file: "none" },
    {
      path: ["shared_credentials_file"],
      summary: "Missing credentials file",
      detail: 'There is no file "none".',
    },
  ],
  [
    { custom_endpoint_ec2: "ec2.example.com" },
    {
      path: ["custom_endpoint_ec2"],
      summary: "Invalid endpoint",
      detail: "The address must be written in full, as in https://ec2.example.com.",
    },
  ],
])("%j is refused", (block, issue) => {
  expect(check(block)).toEqual([issue]);
});
