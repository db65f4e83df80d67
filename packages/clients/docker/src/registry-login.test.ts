import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { testContext, testHost } from "@ingot/testing";
import * as z from "zod";
import { checkLogin, loginFields, openRegistryLogin } from "./registry-login.js";

const config = (fields: object) => z.object(loginFields("push")).parse(fields);
const ours = { login: true, login_username: "me", login_password: "secret" };

async function open(fields: object) {
  using host = testHost();
  await mkdir(join(host.directory, ".docker"));
  const auth = Buffer.from("docker:login").toString("base64");
  await writeFile(join(host.directory, ".docker/config.json"), JSON.stringify({ auths: { "box:5000": { auth } } }));
  const run = testContext({ host });
  const { own, authFor } = await openRegistryLogin(config(fields), run);
  const found = [await authFor("box:5000/a"), await authFor("a")];
  return { own, found: found.map((each) => each?.username), run };
}

test("without a login of the block, what docker login has left is used", async () => {
  const { own, found } = await open({ login_username: "me", login_password: "secret" });
  expect({ own, found }).toEqual({ own: undefined, found: ["docker", undefined] });
});

test.each([
  [{ ...ours, login_server: "https://box:5000/v1/" }, ["me", undefined]],
  [ours, ["docker", "me"]],
  [{ ...ours, login_server: "https://index.docker.io/v1/" }, ["docker", "me"]],
])("a login is used for its own registry only", async (fields, expected) => {
  const { found, run } = await open(fields);
  expect(found).toEqual(expected);
  expect(run.hidden).toEqual(["secret"]);
  expect(run.warned).toHaveLength(1);
});

test("whose login is not used is said", async () => {
  expect((await open(ours)).run.warned).toEqual([
    "login_server is docker.io, but box:5000/a belongs to box:5000: the block's login is not used for it.",
  ]);
});

const ecr = { ecr_login: true, login_server: "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/" };

test.each([
  [{ ...ours, login_password: "" }, ["login"], "With login = true, set login_username and login_password too."],
  [{ ecr_login: true }, ["ecr_login"], "With ecr_login = true, set login_server to the registry's address."],
  [
    { ecr_login: true, login_server: "registry.example" },
    ["login_server"],
    "With ecr_login = true, login_server is the address of an Amazon ECR registry, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com or public.ecr.aws.",
  ],
  [
    { ...ecr, aws_secret_key: "x" },
    ["aws_secret_key"],
    "With ecr_login = true, set both aws_access_key and aws_secret_key, or neither.",
  ],
])("%j is incomplete", (fields, path, detail) => {
  expect(checkLogin(config(fields))).toEqual([{ path, summary: "Incomplete login", detail }]);
});

test.each([
  {},
  ours,
  ecr,
  { ecr_login: true, login_server: "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn" },
  { ecr_login: true, login_server: "public.ecr.aws/team" },
  { ...ecr, login_server: "box", aws_force_use_public_ecr: true },
])("%j is complete", (fields) => {
  expect(checkLogin(config(fields))).toEqual([]);
});
