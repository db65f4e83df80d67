import { promises } from "node:fs";
import { awsAt } from "../local-aws.test-fixtures.js";
import { ec2Refusal, serve } from "../local-server.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

/** What is read from now on, by whomever. The SDK takes the function when it is loaded, so this comes first. */
function watchReads() {
  const read: string[] = [];
  const { readFile } = promises;
  promises.readFile = ((...args: Parameters<typeof readFile>) => {
    read.push(String(args[0]));
    return readFile(...args);
  }) as typeof readFile;
  const stop = () => {
    promises.readFile = readFile;
  };
  return { read, [Symbol.dispose]: stop };
}

test("calls read no file: not the configuration of whoever runs this process either", async () => {
  using watched = watchReads();
  await using server = await serve(() => ec2Refusal(400, "No", "No"));
  await using local = await awsAt(server, { block: { max_retries: 0 } });
  const { aws } = local;
  const calls = [
    async () => (await aws.ec2()).describeImages({}),
    async () =>
      (await aws.ec2InstanceConnect()).sendSSHPublicKey({ InstanceId: "i", InstanceOSUser: "u", SSHPublicKey: "k" }),
    async () => (await aws.iam()).listRoles({}),
    async () => (await aws.s3()).listBuckets({}),
    async () => (await aws.secretsManager()).getSecretValue({ SecretId: "x" }),
    async () => (await aws.ssm()).getParameter({ Name: "x" }),
    async () => (await aws.sts()).getCallerIdentity({}),
  ];
  const before = watched.read.length; // ours: the profiles
  await Promise.allSettled(calls.map((call) => call()));
  expect(server.asked).toHaveLength(calls.length);
  expect(before).toBe(2);
  expect(watched.read.slice(before)).toEqual([]);
});
