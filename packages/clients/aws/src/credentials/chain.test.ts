import { formOf, refusal, roleAnswer, serve, signerOf } from "../local-server.test-fixtures.js";
import { search } from "./search.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const env = { AWS_ACCESS_KEY_ID: "AKIDENV", AWS_SECRET_ACCESS_KEY: "env secret" };
const profiles = {
  ".aws/credentials":
    "[builds]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = profile secret\n[default]\naws_access_key_id=AKIDDEFAULT\naws_secret_access_key=default secret\n",
};

const keyOf = async (...args: Parameters<typeof search>) => (await search(...args)).credentials.accessKeyId;

describe("the order", () => {
  test("keys of the block come first", async () => {
    const block = { access_key: "AKIDBLOCK", secret_key: "s", token: "t", profile: "builds" };
    expect((await search({ block, env, files: profiles })).credentials).toEqual({
      accessKeyId: "AKIDBLOCK",
      secretAccessKey: "s",
      sessionToken: "t",
    });
  });

  test("then the block's profile", async () => {
    expect(await keyOf({ block: { profile: "builds" }, env, files: profiles })).toBe("AKIDPROFILE");
  });

  test("then the environment's keys, even beside AWS_PROFILE", async () => {
    expect(await keyOf({ env: { ...env, AWS_PROFILE: "builds" }, files: profiles })).toBe("AKIDENV");
  });

  test.each([
    ["builds", "AKIDPROFILE"],
    ["", "AKIDDEFAULT"],
  ])("then the profile of AWS_PROFILE = %j", async (AWS_PROFILE, key) => {
    expect(await keyOf({ env: { AWS_PROFILE }, files: profiles })).toBe(key);
  });

  test("the files may be elsewhere", async () => {
    const files = { "keys.ini": profiles[".aws/credentials"] };
    expect(await keyOf({ block: { shared_credentials_file: "keys.ini", profile: "builds" }, files })).toBe(
      "AKIDPROFILE",
    );
    expect(await keyOf({ env: { AWS_SHARED_CREDENTIALS_FILE: "~/keys.ini" }, files })).toBe("AKIDDEFAULT");
  });
});

test("where there are none, each source says why", async () => {
  await expect(search({})).rejects.toMatchObject({
    code: "AWS_CREDENTIALS",
    source: "user",
    message:
      "No AWS credentials were found: access_key and secret_key are not set; vault_aws_engine is not set; profile is not set; " +
      "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are not set; " +
      '~/.aws/config and ~/.aws/credentials have no profile "default"; ' +
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and …_FULL_URI are not set; AWS_EC2_METADATA_DISABLED is set. " +
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile.",
  });
});

test("half a key pair is a mistake", async () => {
  await expect(search({ env: { AWS_SECRET_ACCESS_KEY: "x" } })).rejects.toThrow(
    "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not. Set both, or neither.",
  );
});

describe("a role of the block", () => {
  const assume_role = {
    role_arn: "arn:aws:iam::123456789012:role/build",
    duration_seconds: 900,
    external_id: "ours",
    policy: "{}",
    policy_arns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    session_name: "nightly",
    tags: { team: "images" },
    transitive_tag_keys: ["team"],
  };

  test("is assumed with all that the block says of it", async () => {
    await using sts = await serve(() => roleAnswer("AssumeRole", "ASIAROLE"));
    const { credentials, hidden } = await search({
      block: { assume_role },
      env: { ...env, AWS_ENDPOINT_URL_STS: sts.url },
    });
    expect(credentials).toEqual({
      accessKeyId: "ASIAROLE",
      secretAccessKey: "secret of ASIAROLE",
      sessionToken: "token of ASIAROLE",
      expiration: new Date("2999-01-01"),
    });
    expect(hidden).toEqual(["env secret"]);
    expect(sts.asked.map(signerOf)).toEqual(["AKIDENV"]);
    expect(sts.asked.map(formOf)).toEqual([
      {
        Action: "AssumeRole",
        Version: "2011-06-15",
        RoleArn: assume_role.role_arn,
        RoleSessionName: "nightly",
        DurationSeconds: "900",
        ExternalId: "ours",
        Policy: "{}",
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "Tags.member.1.Key": "team",
        "Tags.member.1.Value": "images",
        "TransitiveTagKeys.member.1": "team",
      },
    ]);
  });

  test("that names none is not assumed", async () => {
    const { credentials } = await search({ block: { assume_role: { role_arn: "", session_name: "x" } }, env });
    expect(credentials.accessKeyId).toBe("AKIDENV");
  });

  test("that is refused is named", async () => {
    await using sts = await serve(() => refusal(403, "AccessDenied", "User x is not authorized"));
    await expect(search({ block: { assume_role }, env: { ...env, AWS_ENDPOINT_URL: sts.url } })).rejects.toMatchObject({
      code: "AWS_CREDENTIALS",
      message:
        "Cannot assume role arn:aws:iam::123456789012:role/build in eu-west-1: sts:AssumeRole was refused: " +
        "AccessDenied: User x is not authorized (request req-1). The credentials need the permission sts:AssumeRole.",
    });
  });
});

describe("a web identity", () => {
  const web = {
    AWS_WEB_IDENTITY_TOKEN_FILE: "~/token",
    AWS_ROLE_ARN: "arn:aws:iam::1:role/ci",
    AWS_ROLE_SESSION_NAME: "job-7",
  };

  test("is shown to STS, unsigned", async () => {
    await using sts = await serve(() => roleAnswer("AssumeRoleWithWebIdentity", "ASIAWEB"));
    const { credentials, hidden } = await search({
      env: { ...web, AWS_ENDPOINT_URL: sts.url },
      files: { token: "ey.JWT\n" },
    });
    expect(credentials.accessKeyId).toBe("ASIAWEB");
    expect(hidden).toEqual(["ey.JWT"]);
    expect(sts.asked.map(signerOf)).toEqual([undefined]);
    expect(sts.asked.map(formOf)).toEqual([
      {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: "arn:aws:iam::1:role/ci",
        RoleSessionName: "job-7",
        WebIdentityToken: "ey.JWT",
      },
    ]);
  });

  test("whose file is absent is named", async () => {
    await expect(search({ env: { ...web, AWS_WEB_IDENTITY_TOKEN_FILE: "/no/such" } })).rejects.toThrow(
      'AWS_WEB_IDENTITY_TOKEN_FILE names "/no/such", which cannot be read: it does not exist. Create it, or correct the path.',
    );
  });
});

test("an abort's reason comes out", async () => {
  await using sts = await serve(() => "silent");
  const controller = new AbortController();
  const block = { assume_role: { role_arn: "arn:aws:iam::1:role/x" } };
  const found = search({ block, env: { ...env, AWS_ENDPOINT_URL: sts.url }, signal: controller.signal });
  setImmediate(() => controller.abort(new Error("Enough.")));
  await expect(found).rejects.toThrow("Enough.");
});
