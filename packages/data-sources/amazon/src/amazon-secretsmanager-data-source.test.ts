import { openAws } from "@ingot/client-aws";
import { type Moto, requiresMoto, startMoto, testReadContext } from "@ingot/testing";
import { amazonSecretsmanagerDataSource } from "./amazon-secretsmanager-data-source.js";

jest.setTimeout(120_000); // moto loads each service when it is first asked

const { config, read } = amazonSecretsmanagerDataSource;

requiresMoto()("secrets of AWS Secrets Manager, by moto", () => {
  let moto: Moto;
  let versions: readonly (string | undefined)[];

  beforeAll(async () => {
    moto = await startMoto();
    using context = testReadContext(moto.env);
    const secrets = await (await openAws(config.parse({ name: "x" }), context)).secretsManager();
    const first = await secrets.createSecret({
      Name: "app/db",
      SecretString: '{"user":"me","password":"p4ss","port":5432}',
    });
    const second = await secrets.putSecretValue({ SecretId: "app/db", SecretString: '{"user":"you"}' });
    versions = [first.VersionId, second.VersionId];
    await secrets.createSecret({ Name: "app/text", SecretString: "just text" });
    await secrets.createSecret({ Name: "app/bytes", SecretBinary: Buffer.from([0, 255]) });
    await secrets.createSecret({ Name: "app/empty", SecretString: "{}" });
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  async function readSecret(block: object) {
    using context = testReadContext(moto.env);
    const output = await read(config.parse(block), context);
    return { ...output, hidden: context.hidden };
  }

  const refusal = (block: object) => readSecret(block).catch((error) => error.message);

  test("the newest version's first value is given, and all of it hidden", async () => {
    expect(await readSecret({ name: "app/db" })).toEqual({
      value: "you",
      secret_string: '{"user":"you"}',
      binary: "",
      version_id: versions[1],
      hidden: [moto.env.AWS_SECRET_ACCESS_KEY, '{"user":"you"}', "you"],
    });
  });

  test.each([
    ["AWSPREVIOUS", "password", "p4ss"],
    ["AWSPREVIOUS", "port", "5432"],
    ["AWSPREVIOUS", undefined, "me"],
  ])("the version %j has under %j the value %j", async (version_stage, key, value) => {
    expect((await readSecret({ name: "app/db", version_stage, key })).value).toBe(value);
  });

  test("a version's id counts more than its label", async () => {
    const block = { name: "app/db", version_id: versions[0], version_stage: "AWSCURRENT" };
    expect(await readSecret(block)).toMatchObject({ value: "me", version_id: versions[0] });
  });

  test.each([
    ["app/text", { value: "just text", secret_string: "just text", binary: "" }],
    ["app/bytes", { value: "", secret_string: "", binary: "AP8=" }],
    ["app/empty", { value: "", secret_string: "{}", binary: "" }],
  ])("%s need not be an object with keys", async (name, output) => {
    expect(await readSecret({ name })).toMatchObject(output);
  });

  test.each([
    [{ name: "app/db", key: "pass" }, 'The secret "app/db" has no key "pass"; it has user.'],
    [{ name: "app/empty", key: "pass" }, 'The secret "app/empty" has no key "pass"; it has none.'],
    [
      { name: "app/text", key: "pass" },
      'The secret "app/text" is no JSON object, so it has no key "pass". Leave out key.',
    ],
  ])("%j is refused", async (block, message) => {
    expect(await refusal(block)).toBe(message);
  });

  test("one that is not there is named", async () => {
    expect(await refusal({ name: "none" })).toMatch(
      /^Cannot get secret value none in us-east-1: secretsmanager:GetSecretValue was refused: ResourceNotFoundException: Secrets Manager can't find the specified secret \(request [-\w]+\)\.$/,
    );
  });
});
