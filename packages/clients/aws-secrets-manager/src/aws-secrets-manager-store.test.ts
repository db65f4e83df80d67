import { accessOf, openAws } from "@ingot/client-aws";
import { type Moto, requiresMoto, startMoto, testReadContext } from "@ingot/testing";
import { awsSecretsManagerStore } from "./aws-secrets-manager-store.js";

jest.setTimeout(120_000); // moto loads each service when it is first asked

async function read(name: string, env: Readonly<Record<string, string>>, signal?: AbortSignal) {
  using context = testReadContext(env, signal);
  const value = await awsSecretsManagerStore.read(name, context);
  return { value, hidden: context.hidden };
}

requiresMoto()("AWS Secrets Manager, by moto", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    using context = testReadContext(moto.env);
    const secrets = await (await openAws(accessOf(), context)).secretsManager();
    await secrets.createSecret({ Name: "app/db", SecretString: '{"user":"u","password":"p"}' });
    await secrets.createSecret({ Name: "app/bytes", SecretBinary: Buffer.from("bytes") });
    await secrets.createSecret({ Name: "app/gone", SecretString: "x" });
    await secrets.deleteSecret({ SecretId: "app/gone" });
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  test.each([
    ["app/db", '{"user":"u","password":"p"}'],
    ["app/bytes", "bytes"],
    ["none", undefined],
  ])("%s is %j", async (name, value) => {
    expect(await read(name, moto.env)).toEqual({ value, hidden: [moto.env.AWS_SECRET_ACCESS_KEY] });
  });

  test("another region has none of them", async () => {
    const { AWS_ENDPOINT_URL: AWS_ENDPOINT_URL_SECRETS_MANAGER = "", ...env } = moto.env;
    const other = { ...env, AWS_REGION: "eu-west-3", AWS_ENDPOINT_URL_SECRETS_MANAGER };
    expect((await read("app/db", other)).value).toBeUndefined();
  });

  test("one that is marked for deletion is refused", async () => {
    await expect(read("app/gone", moto.env)).rejects.toThrow(
      /^Cannot get secret value app\/gone in us-east-1: secretsmanager:GetSecretValue was refused: InvalidRequestException: .*\.$/,
    );
  });
});

test("an abort's reason comes out", async () => {
  const env = {
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  };
  await expect(read("x", env, AbortSignal.abort(new Error("Enough.")))).rejects.toThrow("Enough.");
});
