import { openAws } from "@ingot/client-aws";
import { type Moto, requiresMoto, startMoto, testReadContext } from "@ingot/testing";
import { amazonParameterstoreDataSource } from "./amazon-parameterstore-data-source.js";

jest.setTimeout(120_000); // moto loads each service when it is first asked

const { config, read } = amazonParameterstoreDataSource;

requiresMoto()("parameters of Systems Manager, by moto", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    using context = testReadContext(moto.env);
    const ssm = await (await openAws(config.parse({ name: "x" }), context)).ssm();
    await ssm.putParameter({ Name: "/app/image", Value: "ami-1", Type: "String" });
    await ssm.putParameter({ Name: "/app/image", Value: "ami-2", Type: "String", Overwrite: true });
    await ssm.putParameter({ Name: "/app/password", Value: "p4ss", Type: "SecureString" });
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  async function readParameter(block: object) {
    using context = testReadContext(moto.env);
    const output = await read(config.parse(block), context);
    return { ...output, hidden: context.hidden };
  }

  const own = () => moto.env.AWS_SECRET_ACCESS_KEY;

  test("a text is given as it is, and not hidden", async () => {
    expect(await readParameter({ name: "/app/image" })).toEqual({
      value: "ami-2",
      version: "2",
      arn: "arn:aws:ssm:us-east-1:123456789012:parameter/app/image",
      hidden: [own()],
    });
  });

  test("a version may follow the name", async () => {
    expect(await readParameter({ name: "/app/image:1" })).toMatchObject({ value: "ami-1", version: "1" });
  });

  test("a secret is decrypted where the block says so, and hidden", async () => {
    expect(await readParameter({ name: "/app/password", with_decryption: true })).toMatchObject({
      value: "p4ss",
      hidden: [own(), "p4ss"],
    });
    expect((await readParameter({ name: "/app/password" })).value).not.toBe("p4ss");
  });

  test("one that is not there is named", async () => {
    await expect(readParameter({ name: "/none" })).rejects.toThrow(
      /^Cannot get parameter \/none in us-east-1: ssm:GetParameter was refused: ParameterNotFound: Parameter \/none not found \(request [-\w]+\)\.$/,
    );
  });
});
