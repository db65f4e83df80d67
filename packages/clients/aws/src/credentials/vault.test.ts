import { type Asked, ec2Refusal, serve, signerOf } from "../local-server.test-fixtures.js";
import { search } from "./search.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const keys = { access_key: "AKIDVAULT", secret_key: "made by Vault", security_token: "t" };
const vaultAt = (path: string) => (asked: Asked) => {
  if (asked.headers["x-vault-token"] !== "vault token") return { status: 403, body: { errors: ["permission denied"] } };
  return asked.path === path ? { body: { data: keys, lease_duration: 3600 } } : { status: 404, body: { errors: [] } };
};
const regions = { body: "<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>" };
const unknown = ec2Refusal(401, "AuthFailure", "AWS was not able to validate the provided access credentials");

/** Refuses the keys that often, and then no longer. */
function ec2Knowing(refused: number) {
  let left = refused;
  return () => (left-- > 0 ? unknown : regions);
}

const envOf = (vault: { url: string }, ec2: { url: string }) => ({
  VAULT_ADDR: vault.url,
  VAULT_TOKEN: "vault token",
  AWS_ENDPOINT_URL_EC2: ec2.url,
  AWS_ACCESS_KEY_ID: "not these",
  AWS_SECRET_ACCESS_KEY: "x",
});

test("Vault makes keys, which are used when AWS knows them", async () => {
  await using vault = await serve(vaultAt("/v1/aws/creds/builder"));
  await using ec2 = await serve(ec2Knowing(10));
  const { credentials, hidden, said } = await search({
    hasty: true,
    block: { vault_aws_engine: { name: "builder" } },
    env: envOf(vault, ec2),
  });
  expect(credentials).toEqual({ accessKeyId: "AKIDVAULT", secretAccessKey: "made by Vault", sessionToken: "t" });
  expect(hidden).toEqual(["vault token", "made by Vault", "t"]);
  expect(said).toEqual(["Waiting until AWS knows the credentials that Vault has made"]);
  expect(ec2.asked.map(signerOf)).toEqual(Array(11).fill("AKIDVAULT"));
});

test("after eleven tries they are refused", async () => {
  await using vault = await serve(vaultAt("/v1/aws/creds/builder"));
  await using ec2 = await serve(ec2Knowing(99));
  await expect(
    search({ hasty: true, block: { vault_aws_engine: { name: "builder" } }, env: envOf(vault, ec2) }),
  ).rejects.toThrow(
    "Cannot describe regions in eu-west-1: ec2:DescribeRegions was refused: AuthFailure: AWS was not able to validate the provided access credentials (request req-1). The credentials are not valid, or not for this.",
  );
  expect(ec2.asked).toHaveLength(11);
});

test("a role and a time are asked of the engine's other path", async () => {
  await using vault = await serve(vaultAt("/v1/cloud/sts/builder?role_arn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&ttl=2h"));
  await using ec2 = await serve(() => ec2Refusal(403, "UnauthorizedOperation", "no regions for you"));
  const vault_aws_engine = { name: "builder", engine_name: "cloud", role_arn: "arn:aws:iam::1:role/x", ttl: "2h" };
  expect(
    (await search({ hasty: true, block: { vault_aws_engine }, env: envOf(vault, ec2) })).credentials.accessKeyId,
  ).toBe("AKIDVAULT");
});

test("a role that Vault does not have", async () => {
  await using vault = await serve(vaultAt("/other"));
  await expect(
    search({ hasty: true, block: { vault_aws_engine: { name: "none" } }, env: envOf(vault, vault) }),
  ).rejects.toThrow('Vault has no AWS credentials at "aws/creds/none". Check vault_aws_engine.');
});
