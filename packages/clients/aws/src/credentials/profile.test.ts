import { createHash } from "node:crypto";
import { type Asked, formOf, roleAnswer, serve, signerOf } from "../local-server.test-fixtures.js";
import { search } from "./search.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const block = { profile: "builds" };
const inConfig = (text: string) => ({ ".aws/config": text });

const refusalOf = (files: Readonly<Record<string, string>>, env = {}) =>
  search({ block, files, env }).catch((error) => error.message);

test.each([
  ["", 'There is no profile "builds" in ~/.aws/config or ~/.aws/credentials.'],
  [
    "[default]\n[profile other]\n",
    'There is no profile "builds" in ~/.aws/config or ~/.aws/credentials. They have default, other.',
  ],
  [
    "[profile builds]\nrole_arn = r\n",
    'The profile "builds" has a role_arn, but neither a source_profile nor a credential_source that is one of Environment, Ec2InstanceMetadata, EcsContainer.',
  ],
  [
    "[profile builds]\nrole_arn = r\nsource_profile = base\n[profile base]\nrole_arn = s\nsource_profile = builds\n",
    'The profile "base" leads to itself: builds, base, builds.',
  ],
  [
    "[profile builds]\nrole_arn = r\nsource_profile = base\n[profile base]\nregion = eu-west-1\n",
    'The profile "builds" takes its credentials from the profile "base", which has none: the profile "base" has no credentials.',
  ],
  [
    "[profile builds]\nrole_arn = r\ncredential_source = Environment\n",
    'The profile "builds" takes its credentials from the environment, which has none: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.',
  ],
  [
    "[profile builds]\nsso_session = ours\n",
    'The profile "builds" names the sso-session "ours", which ~/.aws/config does not have.',
  ],
  [
    "[profile builds]\nlogin_session = arn\n",
    'The profile "builds" was made by aws login, whose sessions only Amazon\'s own programs use. Set credential_process = aws configure export-credentials --profile builds --format process in another profile, and use that.',
  ],
])("%j is refused", async (text, message) => {
  expect(await refusalOf(inConfig(text))).toBe(message);
});

test("an absent file is empty, and one that cannot be read is a mistake", async () => {
  expect(await refusalOf({}, { AWS_CONFIG_FILE: "/" })).toMatch(/^AWS's file \/ cannot be read: /);
});

describe("a role", () => {
  const files = inConfig(
    `
    [profile builds] ; comment
    role_arn = arn:aws:iam::1:role/build  # comment
    source_profile = keys
    external_id = ours
    duration_seconds = 1800
    role_session_name = night#ly
    mfa_serial = arn:aws:iam::1:mfa/me
    [profile keys]
    aws_access_key_id = AKIDKEYS
    aws_secret_access_key = k
    s3 =
      addressing_style = path`.replace(/^ {4}/gm, ""),
  );

  test("is assumed with another profile's keys and a code that a person says", async () => {
    await using sts = await serve(() => roleAnswer("AssumeRole", "ASIA"));
    const env = { AWS_ENDPOINT_URL: sts.url };
    const { credentials, questions } = await search({ block, files, env, answers: [" 123456 "] });
    expect(credentials.accessKeyId).toBe("ASIA");
    expect(questions).toEqual(['The profile "builds" needs the code of the MFA device arn:aws:iam::1:mfa/me:']);
    expect(sts.asked.map(signerOf)).toEqual(["AKIDKEYS"]);
    expect(formOf(sts.asked[0]!)).toEqual({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: "arn:aws:iam::1:role/build",
      RoleSessionName: "night#ly",
      ExternalId: "ours",
      DurationSeconds: "1800",
      SerialNumber: "arn:aws:iam::1:mfa/me",
      TokenCode: "123456",
    });
  });

  test("takes the code of the block without asking", async () => {
    await using sts = await serve(() => roleAnswer("AssumeRole", "ASIA"));
    const found = await search({ block: { ...block, mfa_code: "654321" }, files, env: { AWS_ENDPOINT_URL: sts.url } });
    expect(found.questions).toEqual([]);
    expect(formOf(sts.asked[0]!).TokenCode).toBe("654321");
  });

  test("without a code is refused", async () => {
    await expect(search({ block, files })).rejects.toThrow(
      'The profile "builds" needs the code of the MFA device arn:aws:iam::1:mfa/me. Set mfa_code, or build where there is somebody to ask.',
    );
  });

  test("may come from a profile that is a role itself", async () => {
    const chain = inConfig(
      "[profile builds]\nrole_arn = two\nsource_profile = one\n[profile one]\nrole_arn = one\nsource_profile = one\naws_access_key_id = AKIDONE\naws_secret_access_key = 1\n",
    );
    await using sts = await serve((asked) => roleAnswer("AssumeRole", `ASIA${formOf(asked).RoleArn}`));
    const { credentials } = await search({ block, files: chain, env: { AWS_ENDPOINT_URL: sts.url } });
    expect(credentials.accessKeyId).toBe("ASIAtwo");
    expect(sts.asked.map(signerOf)).toEqual(["AKIDONE"]);
  });

  test("may come from a token", async () => {
    const files = { ...inConfig("[profile builds]\nrole_arn = r\nweb_identity_token_file = ~/jwt\n"), jwt: "JWT" };
    await using sts = await serve(() => roleAnswer("AssumeRoleWithWebIdentity", "ASIAWEB"));
    const { credentials } = await search({ block, files, env: { AWS_ENDPOINT_URL: sts.url } });
    expect(credentials.accessKeyId).toBe("ASIAWEB");
  });
});

describe("a process", () => {
  const process = (command: string) => inConfig(`[profile builds]\ncredential_process = ${command}\n`);

  test("prints them", async () => {
    const json =
      '{"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"p","SessionToken":"t","Expiration":"2999-01-01T00:00:00Z"}';
    expect((await search({ block, files: process(`printf '%s' '${json}'`) })).credentials).toEqual({
      accessKeyId: "AKIDPROCESS",
      secretAccessKey: "p",
      sessionToken: "t",
      expiration: new Date("2999-01-01"),
    });
  });

  test.each([
    [
      "echo no login >&2; exit 3",
      'The credential_process of the profile "builds" failed with exit status 3: no login.',
    ],
    ["exit 1", 'The credential_process of the profile "builds" failed with exit status 1.'],
    ["echo '{}'", 'The credential_process of the profile "builds" gives no AccessKeyId and SecretAccessKey.'],
    ["echo null", 'The credential_process of the profile "builds" does not answer with an object of JSON.'],
  ])("%j fails", async (command, message) => {
    expect(await refusalOf(process(command))).toBe(message);
  });

  test("that prints no JSON fails without showing it", async () => {
    expect(await refusalOf(process("echo s3cret"))).toBe(
      'The credential_process of the profile "builds" does not answer with JSON.',
    );
  });
});

describe("a login at IAM Identity Center", () => {
  const config = `[profile builds]
sso_session = ours
sso_account_id = 123456789012
sso_role_name = Builder
[sso-session ours]
sso_start_url = https://ours.awsapps.com/start
sso_region = eu-central-1
`;
  const cache = (key: string) => `.aws/sso/cache/${createHash("sha1").update(key).digest("hex")}.json`;
  const login = (values: object = {}) =>
    JSON.stringify({ accessToken: "tok", expiresAt: "2999-01-01T00:00:00Z", ...values });
  const renewable = { expiresAt: "2020-01-01T00:00:00Z", clientId: "c", clientSecret: "cs", refreshToken: "r" };

  const roleCredentials = {
    accessKeyId: "ASIASSO",
    secretAccessKey: "s",
    sessionToken: "t",
    expiration: 32503680000000,
  };
  const portal = (token: string) => (asked: Asked) => {
    if (asked.path === "/token") return { body: { accessToken: token, expiresIn: 28800, refreshToken: "r2" } };
    if (asked.path !== "/federation/credentials?role_name=Builder&account_id=123456789012") return undefined;
    if (asked.headers["x-amz-sso_bearer_token"] !== token)
      return { status: 401, body: { message: "Session token not found or invalid" } };
    return { body: { roleCredentials } };
  };

  test("gives a role's credentials", async () => {
    await using sso = await serve(portal("tok"));
    const files = { ...inConfig(config), [cache("ours")]: login() };
    const { credentials, hidden } = await search({ block, files, env: { AWS_ENDPOINT_URL_SSO: sso.url } });
    expect(credentials).toEqual({
      accessKeyId: "ASIASSO",
      secretAccessKey: "s",
      sessionToken: "t",
      expiration: new Date("3000-01-01"),
    });
    expect(hidden).toEqual(["tok"]);
  });

  test("without a session is found by its start URL", async () => {
    await using sso = await serve(portal("tok"));
    const old =
      "[profile builds]\nsso_start_url = https://o\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Builder\n";
    const files = { ...inConfig(old), [cache("https://o")]: login() };
    expect((await search({ block, files, env: { AWS_ENDPOINT_URL: sso.url } })).credentials.accessKeyId).toBe(
      "ASIASSO",
    );
  });

  test("is renewed when it has ended", async () => {
    await using sso = await serve(portal("new"));
    const files = { ...inConfig(config), [cache("ours")]: login(renewable) };
    const { credentials, hidden } = await search({ block, files, env: { AWS_ENDPOINT_URL: sso.url } });
    expect(credentials.accessKeyId).toBe("ASIASSO");
    expect(hidden).toEqual(["cs", "r", "new"]);
    expect(JSON.parse(sso.asked[0]!.body)).toEqual({
      clientId: "c",
      clientSecret: "cs",
      grantType: "refresh_token",
      refreshToken: "r",
    });
  });

  const expired =
    'The login of the profile "builds" at AWS IAM Identity Center has expired. Run aws sso login --profile builds.';

  test.each([
    [login({ expiresAt: "2020-01-01T00:00:00Z" }), expired],
    [login({ accessToken: "other" }), expired],
    ["{", 'Nobody is logged in for the profile "builds". Run aws sso login --profile builds.'],
  ])("%j is refused", async (kept, message) => {
    await using sso = await serve(portal("tok"));
    const files = { ...inConfig(config), [cache("ours")]: kept };
    expect(await refusalOf(files, { AWS_ENDPOINT_URL: sso.url })).toBe(message);
  });
});
