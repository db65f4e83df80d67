import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, requires, testReadContext } from "@ingot/testing";
import { type EcrAsker, type EcrRegistry, ecrCredentials } from "./ecr-credentials.js";

const keys = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "s3cret/key" };
const ireland = { kind: "private", region: "eu-west-1" } as const;

interface Asking {
  readonly registry?: EcrRegistry;
  readonly env?: Readonly<Record<string, string>>;
  readonly asker?: EcrAsker;
  readonly signal?: AbortSignal;
}

async function ask({ registry = ireland, env = keys, asker, signal }: Asking) {
  using context = testReadContext(env, signal);
  return { ...(await ecrCredentials(registry, context, asker)), hidden: context.hidden };
}

requires("moto_server", "moto[server] from PyPI")("Amazon ECR, by moto", () => {
  let moto: ChildProcess;
  let endpoint: string;

  beforeAll(async () => {
    const port = await freePort();
    moto = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
    for await (const line of createInterface({ input: moto.stderr! })) if (line.includes("Running on")) break;
    moto.stderr!.resume();
    endpoint = `http://127.0.0.1:${port}`;
  });

  afterAll(async () => {
    moto?.kill();
    if (moto) await once(moto, "exit");
  });

  test("gives a user and a password, and all secrets are hidden", async () => {
    const env = { ...keys, AWS_SESSION_TOKEN: "t0ken", AWS_ENDPOINT_URL: endpoint };
    const { username, password, hidden } = await ask({ env });
    expect({ username, password }).toEqual({ username: "AWS", password: expect.stringMatching(/^\d+-auth-token$/) });
    expect(hidden).toEqual(["s3cret/key", "t0ken", expect.any(String), password]);
  });

  test("the keys of the block come before those of the environment", async () => {
    const asker = { keys: { accessKeyId: "AKIDBLOCK", secretAccessKey: "of the block" } };
    expect((await ask({ env: { ...keys, AWS_ENDPOINT_URL: endpoint }, asker })).hidden).toContain("of the block");
  });
});

/** moto has no ECR Public, and refuses nobody: this answers as Amazon's documentation says, once. */
async function answering(status: number, body: object) {
  const asked: { target: unknown; credential: string | undefined }[] = [];
  const server: Server = createServer((request, response) => {
    const credential = /Credential=([^,]+)/.exec(request.headers.authorization ?? "")?.[1];
    asked.push({ target: request.headers["x-amz-target"], credential: credential?.replace(/\/\d{8}\//, "/DATE/") });
    response.writeHead(status, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    env: { ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

test("the public gallery is asked in the one region that it has", async () => {
  const authorizationToken = Buffer.from("AWS:pass:word").toString("base64");
  await using amazon = await answering(200, { authorizationData: { authorizationToken } });
  const { username, password } = await ask({ registry: { kind: "public" }, env: amazon.env });
  expect({ username, password }).toEqual({ username: "AWS", password: "pass:word" });
  expect(amazon.asked).toEqual([
    {
      target: "SpencerFrontendService.GetAuthorizationToken",
      credential: "AKIDEXAMPLE/DATE/us-east-1/ecr-public/aws4_request",
    },
  ]);
});

test.each([
  [
    400,
    { __type: "AccessDeniedException", message: "not authorized" },
    "Amazon ECR in eu-west-1 does not give credentials: not authorized. The credentials need the permission ecr:GetAuthorizationToken (of ECR Public: ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken).",
  ],
  [200, { authorizationData: [] }, "Amazon ECR in eu-west-1 does not give credentials: the answer holds no token."],
])("a refusal is Amazon's own, with advice", async (status, body, message) => {
  await using amazon = await answering(status, body);
  await expect(ask({ env: amazon.env })).rejects.toMatchObject({ code: "ECR_LOGIN", message });
  expect(amazon.asked).toEqual([
    {
      target: "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
      credential: "AKIDEXAMPLE/DATE/eu-west-1/ecr/aws4_request",
    },
  ]);
});

describe("a profile", () => {
  const outer = { ...process.env };
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "ingot-aws-"));
    writeFileSync(
      join(directory, "credentials"),
      "[builds]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = x\n",
    );
    process.env.AWS_CONFIG_FILE = join(directory, "config");
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(directory, "credentials");
  });

  afterAll(() => {
    process.env = outer;
    rmSync(directory, { recursive: true });
  });

  test("comes before the keys of the environment", async () => {
    await using amazon = await answering(200, { authorizationData: [{ authorizationToken: "QVdTOng=" }] });
    await ask({ env: amazon.env, asker: { profile: "builds" } });
    expect(amazon.asked[0]?.credential).toBe("AKIDPROFILE/DATE/eu-west-1/ecr/aws4_request");
  });

  test("that is not there is named", async () => {
    await expect(ask({ asker: { profile: "none" } })).rejects.toThrow(
      'Amazon ECR in eu-west-1 does not give credentials to the profile "none": Could not load credentials from any providers. ' +
        "Set aws_access_key and aws_secret_key or aws_profile in the block, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    );
  });
});

test("an abort's reason comes out", async () => {
  const env = { ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  await expect(ask({ env, signal: AbortSignal.abort(new Error("Enough.")) })).rejects.toThrow("Enough.");
});
