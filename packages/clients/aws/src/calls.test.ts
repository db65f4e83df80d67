import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsAt } from "./local-aws.test-fixtures.js";
import { type Answered, ec2Refusal, formOf, refusal, roleAnswer, serve } from "./local-server.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const describe1 = { SubnetIds: ["subnet-1"] };

async function failureOf(answer: Answered, block = {}) {
  await using server = await serve(() => answer);
  await using local = await awsAt(server, { block: { max_retries: 1, ...block } });
  return await (await local.aws.ec2()).describeSubnets(describe1).catch((error) => error);
}

test("a refusal tells the call, Amazon's code and the request", async () => {
  const message = "The subnet ID 'subnet-1' does not exist.";
  const error = await failureOf(ec2Refusal(400, "InvalidSubnetID.NotFound", message));
  expect(error).toMatchObject({
    code: "AWS_REQUEST",
    source: "outside",
    message:
      "Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets was refused: InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist (request req-1).",
    data: {
      service: "ec2",
      action: "DescribeSubnets",
      region: "eu-west-1",
      resources: ["subnet-1"],
      awsCode: "InvalidSubnetID.NotFound",
      requestId: "req-1",
      status: 400,
      attempts: 1,
    },
  });
});

test.each([
  ["UnauthorizedOperation", 403, "The credentials need the permission ec2:DescribeSubnets."],
  ["AuthFailure", 401, "The credentials are not valid, or not for this."],
  ["RequestExpired", 400, "The credentials have expired: get new ones."],
  ["OptInRequired", 401, "The account must first accept the terms, or subscribe to the service."],
])("%s comes with advice", async (code, status, advice) => {
  const error = await failureOf(ec2Refusal(status, code, "No"));
  expect(error.source).toBe("user");
  expect(error.message).toBe(
    `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets was refused: ${code}: No (request req-1). ${advice}`,
  );
});

test("what fails again and again tells how often", async () => {
  const error = await failureOf(ec2Refusal(500, "InternalError", "An internal error has occurred"));
  expect(error.message).toBe(
    "Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets failed: InternalError: An internal error has occurred (request req-1, 2 attempts).",
  );
});

test.each([
  [
    {
      status: 502,
      headers: { "Content-Type": "text/html" },
      body: "<!doctype html><style>x{}</style><title>502 Bad Gateway</title><br><h1>Bad   gateway",
    },
    'failed: SERVER answered with the status 502, and not as AWS does: "502 Bad Gateway Bad gateway" (2 attempts).',
  ],
  [
    { status: 403, body: "Log in to the proxy first" },
    'failed: SERVER answered with the status 403, and not as AWS does: "Log in to the proxy first".',
  ],
  [
    { status: 200, body: "<DescribeSubnetsResponse><subnetSet><item>" },
    "failed: SERVER answered with the status 200, and not as AWS does (2 attempts).",
  ],
])("an answer that is none of AWS is quoted: %j", async (answer, message) => {
  const error = await failureOf(answer);
  expect(error.message.replace(/http:[^ ]*/, "SERVER")).toBe(
    `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets ${message}`,
  );
  expect(error.data.awsCode).toBeUndefined();
});

test("a server whose name is unknown may be a region's that is misspelt", async () => {
  const server = `ec2.${"x".repeat(64)}`; // no label is as long, so nobody is asked
  await using local = await awsAt({ url: `http://${server}` });
  await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toThrow(
    `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets failed: http://${server} cannot be reached: its name is not known (3 attempts). The region may be misspelt.`,
  );
});

test("a connection that is dropped is told as such", async () => {
  await using server = await serve(() => "drop");
  await using local = await awsAt(server, { block: { max_retries: 1 } });
  await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toThrow(
    `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets failed: ${server.url} drops the connection (2 attempts).`,
  );
});

test("what cannot be reached is named", async () => {
  await using local = await awsAt({ url: "http://127.0.0.1:9" }, { block: { max_retries: 2 } });
  await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toMatchObject({
    message:
      "Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets failed: http://127.0.0.1:9 cannot be reached: nothing listens there (3 attempts).",
    data: { service: "ec2", action: "DescribeSubnets", region: "eu-west-1", attempts: 3 },
  });
});

describe("an encoded refusal", () => {
  const encoded = ec2Refusal(
    403,
    "UnauthorizedOperation",
    "You may not do this. Encoded authorization failure message: aBc-123_",
  );
  const decoded = `<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult><DecodedMessage>{"allowed":false}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>`;
  const advice = "The credentials need the permission ec2:DescribeSubnets.";

  test("is left out", async () => {
    expect((await failureOf(encoded)).message).toBe(
      `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets was refused: UnauthorizedOperation: You may not do this (request req-1). ${advice}`,
    );
  });

  test.each([
    [{ body: decoded }, ' What was refused, decoded: {"allowed":false}.'],
    [refusal(403, "AccessDenied", "nor this"), ""],
  ])("is decoded where the block asks for it", async (answer, explanation) => {
    await using server = await serve((asked) =>
      formOf(asked).Action === "DecodeAuthorizationMessage" ? answer : encoded,
    );
    await using local = await awsAt(server, { block: { decode_authorization_messages: true } });
    await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toThrow(
      `Cannot describe subnets subnet-1 in eu-west-1: ec2:DescribeSubnets was refused: UnauthorizedOperation: You may not do this (request req-1).${explanation} ${advice}`,
    );
    expect(server.asked.map((asked) => formOf(asked).EncodedMessage)).toEqual([undefined, "aBc-123_"]);
  });
});

describe("an abort", () => {
  test("ends a call, and its reason comes out", async () => {
    const controller = new AbortController();
    await using server = await serve(() => {
      controller.abort(new Error("Enough."));
      return "silent";
    });
    await using local = await awsAt(server, { signal: controller.signal });
    await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toThrow("Enough.");
  });

  test("ends the wait for another attempt", async () => {
    const controller = new AbortController();
    await using server = await serve(() => {
      setImmediate(() => controller.abort(new Error("Enough.")));
      return ec2Refusal(503, "Unavailable", "Later");
    });
    await using local = await awsAt(server, { signal: controller.signal });
    await expect((await local.aws.ec2()).describeSubnets(describe1)).rejects.toThrow("Enough.");
  });

  test("of the build leaves a call alone that has a signal of its own", async () => {
    await using server = await serve(() => ({
      body: "<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>",
    }));
    await using local = await awsAt(server, { signal: AbortSignal.abort(new Error("Enough.")) });
    const { signal } = new AbortController();
    const ec2 = await local.aws.ec2();
    expect((await ec2.describeSubnets(describe1, { abortSignal: signal })).Subnets).toEqual([]);
    await expect(ec2.describeSubnets(describe1)).rejects.toThrow("Enough.");
  });
});

describe("builds that reach AWS alike", () => {
  const block = { assume_role: { role_arn: "arn:aws:iam::1:role/x" } };
  const answer = (key: () => string) => (asked: Parameters<typeof formOf>[0]) =>
    formOf(asked).Action === "AssumeRole"
      ? roleAnswer("AssumeRole", key())
      : { body: "<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>" };
  const actionsOf = (server: { asked: Parameters<typeof formOf>[0][] | readonly Parameters<typeof formOf>[0][] }) =>
    server.asked.map((asked) => formOf(asked).Action);

  test("share credentials, and each hides them", async () => {
    await using server = await serve(answer(() => "ASIA"));
    await using local = await awsAt(server, { block });
    const builds = await Promise.all(Array.from({ length: 50 }, () => local.open()));
    await Promise.all(builds.map(async (aws) => (await aws.ec2()).describeSubnets(describe1)));
    expect(actionsOf(server).filter((action) => action === "AssumeRole")).toHaveLength(1);
    expect(local.run.hidden.filter((secret) => secret === "secret of ASIA")).toHaveLength(50);
    expect(new Set(local.run.hidden)).toEqual(new Set(["s3cret/key", "t0ken", "secret of ASIA", "token of ASIA"]));
  });

  test("take the keys that the profile's file has when they begin", async () => {
    await using server = await serve(() => ({
      body: "<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>",
    }));
    await using local = await awsAt(server, { env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" } });
    const askWith = async (key: string) => {
      const file = `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s\n`;
      writeFileSync(join(local.run.host.cwd, "keys"), file);
      const aws = await local.open({ shared_credentials_file: "keys" });
      await (await aws.ec2()).describeSubnets(describe1);
    };
    for (const key of ["AKIDONE", "AKIDONE", "AKIDTWO"]) await askWith(key);
    const keys = server.asked.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1]);
    expect(keys).toEqual(["AKIDONE", "AKIDONE", "AKIDTWO"]);
  });

  test("do not fail with the one whose abort ended the search", async () => {
    const controller = new AbortController();
    let count = 0;
    await using server = await serve((asked) => {
      if (formOf(asked).Action !== "AssumeRole" || ++count > 1) return answer(() => "ASIA")(asked);
      controller.abort(new Error("Enough."));
      return "silent";
    });
    await using local = await awsAt(server, { block });
    const first = await local.open(block, controller.signal);
    const cancelled = first.ec2().then((ec2) => ec2.describeSubnets(describe1));
    const going = local.aws.ec2().then((ec2) => ec2.describeSubnets(describe1));
    await expect(cancelled).rejects.toThrow("Enough.");
    expect((await going).Subnets).toEqual([]);
  });

  test("leave a search to the one who began it", async () => {
    const controller = new AbortController();
    let answerRole = () => {};
    const asked = new Promise<void>((done) => {
      answerRole = done;
    });
    await using server = await serve((one) => {
      if (formOf(one).Action === "AssumeRole") answerRole();
      return answer(() => "ASIA")(one);
    });
    await using local = await awsAt(server, { block });
    const first = local.aws.ec2().then((ec2) => ec2.describeSubnets(describe1));
    const second = await local.open(block, controller.signal);
    const cancelled = second.ec2().then((ec2) => ec2.describeSubnets(describe1));
    controller.abort(new Error("Enough."));
    await expect(cancelled).rejects.toThrow("Enough.");
    await asked;
    expect((await first).Subnets).toEqual([]);
    expect(actionsOf(server)).toEqual(["AssumeRole", "DescribeSubnets"]);
  });

  test("are validated together", async () => {
    const regions = {
      body: "<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo></DescribeRegionsResponse>",
    };
    const caller = { body: "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>" };
    await using server = await serve((asked) => (formOf(asked).Action === "DescribeRegions" ? regions : caller));
    await using local = await awsAt(server);
    const builds = await Promise.all(Array.from({ length: 50 }, () => local.open()));
    await Promise.all(builds.map((aws) => aws.validate(["eu-west-1"])));
    expect(actionsOf(server)).toEqual(["GetCallerIdentity", "DescribeRegions"]);
    await expect(local.aws.validate(["eu-west-2"])).rejects.toThrow(
      '"eu-west-2": no such region, or none that this account has enabled. It has eu-west-1.',
    );
    await local.run.host.sleep(600_001);
    await local.aws.validate(["eu-west-1"]);
    expect(actionsOf(server)).toEqual(["GetCallerIdentity", "DescribeRegions", "DescribeRegions"]); // another may be enabled by now
  });

  test("renew credentials that end", async () => {
    let count = 0;
    const soon = (text: string) => text.replace("2999-01-01T00:00:00Z", "2030-01-01T00:01:00Z");
    await using server = await serve((asked) => {
      const answered = answer(() => `ASIA${++count}`)(asked);
      return { ...answered, body: soon(String(answered.body)) };
    });
    await using local = await awsAt(server, { block });
    const ec2 = await local.aws.ec2();
    await ec2.describeSubnets(describe1);
    await ec2.describeSubnets(describe1);
    expect(actionsOf(server)).toEqual(["AssumeRole", "DescribeSubnets", "AssumeRole", "DescribeSubnets"]);
  });
});

test("no secret stands in an error", async () => {
  const error = await failureOf(ec2Refusal(401, "AuthFailure", "No"), {
    access_key: "AKID",
    secret_key: "s3cret/key",
    token: "t0ken",
  });
  const shown = JSON.stringify([
    error,
    error.cause,
    error.stack,
    error.cause.stack,
    Object.entries(error),
    Object.entries(error.cause),
  ]);
  expect(shown).not.toMatch(/s3cret|t0ken/);
});
