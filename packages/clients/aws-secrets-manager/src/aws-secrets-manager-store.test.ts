import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requires, testReadContext } from "@ingot/testing";
import { awsSecretsManagerStore } from "./aws-secrets-manager-store.js";

const keys = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "s3cret/key", AWS_REGION: "eu-west-1" };

async function read(name: string, env: Readonly<Record<string, string>>, signal?: AbortSignal) {
  using context = testReadContext(env, signal);
  const value = await awsSecretsManagerStore.read(name, context);
  return { value, hidden: context.hidden };
}

requires("moto_server", "moto[server] from PyPI")("AWS Secrets Manager, by moto", () => {
  let moto: ChildProcess;
  let endpoint: string;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    const port = await freePort();
    moto = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
    for await (const line of createInterface({ input: moto.stderr! })) if (line.includes("Running on")) break;
    moto.stderr!.resume();
    endpoint = `http://127.0.0.1:${port}`;
    const credentials = { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY };
    client = new SecretsManagerClient({ endpoint, region: keys.AWS_REGION, credentials });
    await client.send(new CreateSecretCommand({ Name: "app/db", SecretString: '{"user":"u","password":"p"}' }));
    await client.send(new CreateSecretCommand({ Name: "app/bytes", SecretBinary: Buffer.from("bytes") }));
    await client.send(new CreateSecretCommand({ Name: "app/gone", SecretString: "x" }));
    await client.send(new DeleteSecretCommand({ SecretId: "app/gone" }));
  });

  afterAll(async () => {
    client?.destroy();
    moto?.kill();
    if (moto) await once(moto, "exit");
  });

  test.each([
    ["app/db", '{"user":"u","password":"p"}'],
    ["app/bytes", "bytes"],
    ["none", undefined],
  ])("%s is %j", async (name, value) => {
    expect(await read(name, { ...keys, AWS_ENDPOINT_URL: endpoint })).toEqual({
      value,
      hidden: [keys.AWS_SECRET_ACCESS_KEY],
    });
  });

  test("another region has none of them", async () => {
    const env = { ...keys, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint };
    expect((await read("app/db", env)).value).toBeUndefined();
  });

  test("one that is marked for deletion is refused", async () => {
    await expect(read("app/gone", { ...keys, AWS_ENDPOINT_URL: endpoint })).rejects.toThrow(
      /^AWS Secrets Manager does not give "app\/gone": .*InvalidRequestException.*\.$/,
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("without a region the message says what to set", async () => {
  const { AWS_REGION: _region, ...env } = keys;
  const outer = { ...process.env };
  process.env.AWS_CONFIG_FILE = "/no/such";
  process.env.AWS_SHARED_CREDENTIALS_FILE = "/no/such";
  try {
    await expect(read("x", env)).rejects.toThrow(
      'AWS Secrets Manager does not give "x": Region is missing. Set AWS_REGION.',
    );
  } finally {
    process.env = outer;
  }
});

test("an abort's reason comes out", async () => {
  const signal = AbortSignal.abort(new Error("Enough."));
  await expect(read("x", { ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, signal)).rejects.toThrow("Enough.");
});
