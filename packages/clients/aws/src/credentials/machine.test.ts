import { type Asked, serve } from "../local-server.test-fixtures.js";
import { search } from "./search.test-fixtures.js";

const answer = { AccessKeyId: "ASIAHERE", SecretAccessKey: "s", Token: "t", Expiration: "2999-01-01T00:00:00Z" };
const credentials = {
  accessKeyId: "ASIAHERE",
  secretAccessKey: "s",
  sessionToken: "t",
  expiration: new Date("2999-01-01"),
};

describe("a container's role", () => {
  const guarded = ({ headers }: Asked) =>
    headers.authorization === "pod token" ? { body: answer } : { status: 401, body: "" };

  test("is given for the token of a file", async () => {
    await using service = await serve(guarded);
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: service.url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "~/token" };
    const found = await search({ env: { ...env, HTTP_PROXY: "http://127.0.0.1:9" }, files: { token: "pod token\n" } });
    expect(found).toMatchObject({ credentials, hidden: ["pod token"] });
  });

  test("is refused without it", async () => {
    await using service = await serve(guarded);
    await expect(search({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: service.url } })).rejects.toThrow(
      `The container's role is not given: ${service.url} answers with the status 401.`,
    );
  });

  test("is not asked for at any address", async () => {
    await expect(search({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://evil.example/x" } })).rejects.toThrow(
      'AWS_CONTAINER_CREDENTIALS_FULL_URI is "http://evil.example/x", which is neither on this machine nor an address of ECS or EKS, and not of HTTPS.',
    );
  });
});

describe("an instance's role", () => {
  /** Version 2, and nothing without a session's token. */
  const metadata =
    (roles: string | undefined) =>
    ({ method, path, headers }: Asked) => {
      if (method === "PUT" && path === "/latest/api/token")
        return headers["x-aws-ec2-metadata-token-ttl-seconds"] === "21600"
          ? { body: "session" }
          : { status: 400, body: "" };
      if (headers["x-aws-ec2-metadata-token"] !== "session") return { status: 401, body: "" };
      if (path === "/latest/meta-data/iam/security-credentials/")
        return roles === undefined ? undefined : { body: roles };
      return path === "/latest/meta-data/iam/security-credentials/builder" ? { body: answer } : undefined;
    };
  const at = (url: string) => ({ AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: url });

  test("is read by version 2 of the metadata service, not by a proxy", async () => {
    await using service = await serve(metadata("builder"));
    expect((await search({ env: { ...at(service.url), HTTP_PROXY: "http://127.0.0.1:9" } })).credentials).toEqual(
      credentials,
    );
  });

  test.each([
    [undefined, {}, "; this instance has no instance profile. Set"],
    ["builder", { skip_metadata_api_check: true }, "; skip_metadata_api_check is set. Set"],
  ])("of %j is absent", async (roles, block, reason) => {
    await using service = await serve(metadata(roles));
    await expect(search({ block, env: at(service.url) })).rejects.toThrow(reason);
  });

  test("elsewhere than on EC2 nobody answers", async () => {
    await expect(search({ env: at("http://127.0.0.1:9") })).rejects.toThrow(
      "; http://127.0.0.1:9 cannot be reached: nothing listens there, so this is no EC2 instance. Set",
    );
  });
});
