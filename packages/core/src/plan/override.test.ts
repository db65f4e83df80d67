import { fakeBuilder, fakeProvisioner, loaderOf } from "@ingot/testing";
import * as z from "zod";
import { blocks } from "../plugin.js";
import { lineOf, planOf } from "./plan.test-fixtures.js";

const config = z.object({
  message: z.string(),
  repeat: z.number().optional(),
  disk: blocks(z.object({ size: z.number() })),
});
const components = [loaderOf(fakeBuilder()), loaderOf(fakeProvisioner({ config: config as never }))];

const template = (override: string) => `locals {
  changes = { message = "from a local" }
}
source "fake" "one" {
}
build {
  sources = ["fake.one"]
  source "fake.one" {
    name = "two"
  }
  provisioner "fake" {
    message  = "plain"
    override = ${override}
  }
}
`;

async function configs(override: string, exports?: Record<string, string>) {
  const { plan, problems } = await planOf(template(override), { components });
  return { configs: plan?.builds.map(({ provisioners }) => provisioners[0]!.decode(exports).config), problems };
}

const plain = { message: "plain", disk: [] };

test.each([
  ["{}", [plain, plain]],
  ['{ two = { message = "other", repeat = "3" } }', [plain, { message: "other", repeat: 3, disk: [] }]],
  ["{ one = local.changes }", [{ ...plain, message: "from a local" }, plain]],
  ["{ one = { disk = { size = 1 } } }", [{ ...plain, disk: [{ size: 1 }] }, plain]],
  ["{ one = { disk = [{ size = 1 }, { size = 2 }] } }", [{ ...plain, disk: [{ size: 1 }, { size: 2 }] }, plain]],
])("%s", async (override, expected) => {
  expect(await configs(override)).toEqual({ configs: expected, problems: [] });
});

test.each([
  ["{ nobody = { message = 1 } }", "nobody", "It has no effect. The build has: one, two."],
  ['{ "fake.two" = { message = 1 } }', '"fake.two"', 'Did you mean "two"?'],
  ["{ tow = { message = 1 } }", "tow", 'Did you mean "two"?'],
])("%s overrides nothing, and a warning says so", async (override, key, advice) => {
  expect(await configs(override)).toEqual({
    configs: [plain, plain],
    problems: [
      `warning ${lineOf(13)} \`${key}\`: Not a source of this build: "${key.replaceAll('"', "")}" in override names no source of this build. ${advice}`,
    ],
  });
});

test("keys that are computed are not looked at: several builds may share them", async () => {
  expect(await configs("{ (local.changes.message) = { message = 1 } }")).toMatchObject({ problems: [] });
});

test("may use the values of the machine", async () => {
  const { configs: found } = await configs('{ one = { message = "on ${build.FakeID}" } }', { FakeID: "f-1" });
  expect(found![0]).toMatchObject({ message: "on f-1" });
});

test("a misspelt argument is found where it is written", async () => {
  expect(await configs("{ two = { mesage = 1 } }")).toMatchObject({
    problems: [
      `error ${lineOf(13)} \`{ mesage = 1 }\`: Unsupported argument: An argument named "mesage" is not expected here. Did you mean "message"?`,
    ],
  });
});

test.each([
  ['"x"', '"x"', "override"],
  ["[1]", "[1]", "override"],
  ["{ one = 1 }", "{ one = 1 }", "override.one"],
])("%s is no override", async (override, subject, what) => {
  expect(await configs(override)).toMatchObject({
    problems: [
      `error ${lineOf(13)} \`${subject}\`: Invalid override: ${what} must be an object: override = { name = { argument = value } }, where name is a source's name without its type.`,
    ],
  });
});
