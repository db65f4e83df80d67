import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Moto, requiresMoto, startMoto, testReadContext } from "@ingot/testing";
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

requiresMoto()("Amazon ECR, by moto", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  test("gives a user and a password, and all secrets are hidden", async () => {
    const env = { ...moto.env, ...keys, AWS_SESSION_TOKEN: "t0ken" };
    const { username, password, hidden } = await ask({ env });
    expect({ username, password }).toEqual({ username: "AWS", password: expect.stringMatching(/^\d+-auth-token$/) });
    expect(hidden).toEqual(["s3cret/key", "t0ken", expect.any(String), password]);
  });

  test("the keys of the block come before those of the environment", async () => {
    const asker = { access_key: "AKIDBLOCK", secret_key: "of the block" };
    expect((await ask({ env: moto.env, asker })).hidden).toContain("of the block");
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
    "AWS_REQUEST",
    "Cannot get authorization token in eu-west-1: ecr:GetAuthorizationToken was refused: AccessDeniedException: not authorized. The credentials need the permission ecr:GetAuthorizationToken.",
  ],
  [
    200,
    { authorizationData: [] },
    "ECR_LOGIN",
    "Amazon ECR in eu-west-1 does not give credentials: the answer holds no token.",
  ],
])("a refusal is Amazon's own, with advice", async (status, body, code, message) => {
  await using amazon = await answering(status, body);
  await expect(ask({ env: amazon.env })).rejects.toMatchObject({ code, message });
  expect(amazon.asked).toEqual([
    {
      target: "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
      credential: "AKIDEXAMPLE/DATE/eu-west-1/ecr/aws4_request",
    },
  ]);
});

test("a profile comes before the keys of the environment", async () => {
  await using amazon = await answering(200, { authorizationData: [{ authorizationToken: "QVdTOng=" }] });
  const files = mkdtempSync(join(tmpdir(), "ingot-aws-"));
  const AWS_SHARED_CREDENTIALS_FILE = join(files, "credentials");
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, "[builds]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = x\n");
  await ask({ env: { ...amazon.env, AWS_SHARED_CREDENTIALS_FILE }, asker: { profile: "builds" } });
  rmSync(files, { recursive: true });
  expect(amazon.asked[0]?.credential).toBe("AKIDPROFILE/DATE/eu-west-1/ecr/aws4_request");
});

test("an abort's reason comes out", async () => {
  const env = { ...keys, AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
  await expect(ask({ env, signal: AbortSignal.abort(new Error("Enough.")) })).rejects.toThrow("Enough.");
});
