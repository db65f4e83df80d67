import { accessOf, openAws } from "@ingot/client-aws";
import { type Moto, requiresMoto, startMoto, testReadContext, ubuntuOwner } from "@ingot/testing";
import { bin, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000); // moto loads each service when it is first asked

const template = `
data "amazon-ami" "ubuntu" {
  filters     = { name = "ubuntu/images/*" }
  owners      = ["${ubuntuOwner}"]
  most_recent = true
}
data "amazon-parameterstore" "motd" {
  name = "/app/motd"
}
data "amazon-parameterstore" "token" {
  name            = "/app/token"
  with_decryption = true
}
data "amazon-secretsmanager" "db" {
  name = "app/db"
  key  = "password"
}
locals {
  user     = aws_secretsmanager("app/db", "user")
  password = data.amazon-secretsmanager.db.value
}
source "null" "x" {
  communicator = "none"
}
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    inline = [
      "echo image \${data.amazon-ami.ubuntu.id} motd \${data.amazon-parameterstore.motd.value}",
      "echo password \${data.amazon-secretsmanager.db.value} user \${local.user} key $AWS_SECRET_ACCESS_KEY",
    ]
  }
}
`;

requiresMoto()("values of AWS in a template", () => {
  let moto: Moto;

  beforeAll(async () => {
    moto = await startMoto();
    using context = testReadContext(moto.env);
    const aws = await openAws(accessOf(), context);
    await (await aws.ssm()).putParameter({ Name: "/app/motd", Value: "welcome", Type: "String" });
    await (await aws.ssm()).putParameter({ Name: "/app/token", Value: "the-token", Type: "SecureString" });
    const SecretString = '{"user":"the-user","password":"the-p4ssword"}';
    await (await aws.secretsManager()).createSecret({ Name: "app/db", SecretString });
  });

  afterAll(() => moto?.[Symbol.asyncDispose]());

  test("are read, and those that are secret are hidden", async () => {
    using place = workplace({ "a.pkr.hcl": template });
    const { code, out } = await place.start(process.execPath, [bin, "build", "a.pkr.hcl"], moto.env).ended;
    expect(code).toBe(0);
    expect(out).toMatch(/image ami-0a+0[12] motd welcome\n/);
    expect(out).toContain("password <sensitive> user <sensitive> key <sensitive>\n");
    expect(out).not.toMatch(/the-p4ssword|the-user/);
  });

  test("are sensitive in expressions too, and no others are", async () => {
    const secrets =
      '"of ${data.amazon-secretsmanager.db.value}", data.amazon-parameterstore.token.value, local.password';
    const asked = `[${secrets}, data.amazon-parameterstore.motd.value]\n`;
    using place = workplace({ "a.pkr.hcl": template, asked });
    const words = ["-c", '"$@" < asked', "sh", process.execPath, bin, "console", "a.pkr.hcl"];
    expect(await place.start("sh", words, moto.env).ended).toMatchObject({
      code: 0,
      out: '[\n  <sensitive>,\n  <sensitive>,\n  <sensitive>,\n  "welcome",\n]\n',
    });
    const { out } = await place.start(process.execPath, [bin, "inspect", "a.pkr.hcl"], moto.env).ended;
    expect(out).not.toMatch(/the-p4ssword|the-user|the-token/);
  });

  test("that cannot be had are named, and why", async () => {
    using place = workplace({ "a.pkr.hcl": template });
    const { AWS_SECRET_ACCESS_KEY: _secret, ...env } = moto.env;
    const { code, err } = await place.start(process.execPath, [bin, "build", "a.pkr.hcl"], env).ended;
    expect(code).toBe(1);
    expect(err.replace(/\s+/g, " ")).toContain(
      "data.amazon-ami.ubuntu could not be read: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both, or neither.",
    );
  });

  test("are not asked for by validate, which finds mistakes all the same", async () => {
    const wrong = template.replace("data.amazon-ami.ubuntu.id", "data.amazon-ami.ubuntu.ami");
    using place = workplace({ "a.pkr.hcl": wrong });
    const { code, err } = await place.ingot("validate", "a.pkr.hcl");
    expect(code).toBe(1);
    expect(err).toContain("Unsupported attribute");
  });
});
