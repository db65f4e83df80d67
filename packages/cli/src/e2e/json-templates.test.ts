import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { agree, byIngot, byPacker, type Files } from "./agreement.test-fixtures.js";
import { ingot, noStackTrace } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const folder = join(__dirname, "../../../../fixtures/json-templates");
const bad = readdirSync(join(folder, "bad")).filter((name) => name.endsWith(".json"));
/** Longer than any line, so that messages that name it wrap alike wherever this checkout is. */
const longName = "fixtures".repeat(20);

function filesIn(directory: string): Files {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

test.each(bad)("%s: the messages beside it, word for word", async (name) => {
  const golden = join(folder, "bad", name.replace(/(\.pkr)?\.json$/, ".txt"));
  using place = workplace();
  symlinkSync(join(folder, "bad"), place.path(longName));
  const { code, out, err } = await ingot(place.path(longName), {}, "validate", name);
  if (process.env.UPDATE_GOLDENS) writeFileSync(golden, err);
  expect({ code, out, err }).toEqual({ code: 1, out: "", err: readFileSync(golden, "utf8") });
  noStackTrace(err);
});

const page = readFileSync(join(__dirname, "../../../../docs/json-syntax.md"), "utf8");

/** What the page says twice: in HCL, then in JSON. */
const pairs = [...page.matchAll(/```hcl\n(.*?)```\s+```json\n(.*?)```/gs)].map(([, hcl, json]) => ({
  hcl: { "web.pkr.hcl": hcl! },
  json: { "web.pkr.json": json! },
}));

test("the page's examples are pairs", () => {
  expect(pairs.length).toBe(page.match(/```(hcl|json)\n/g)!.length / 2);
});

describe.each(pairs)("example %# of docs/json-syntax.md", ({ hcl, json }) => {
  const build = ["build", "-parallel-builds=1", "."];
  const made = async (files: Files) => {
    const { ok, files: left } = await byIngot({ files, args: build });
    return { ok, log: left.log };
  };

  test("builds the same in both syntaxes", async () => {
    const [inHcl, inJson] = await Promise.all([made(hcl), made(json)]);
    expect(inHcl).toMatchObject({ ok: true, log: expect.stringMatching(/./) });
    expect(inJson).toEqual(inHcl);
  });

  test("is inspected alike", async () => {
    using one = workplace(hcl);
    using other = workplace(json);
    const inspected = await ingot(one.directory, {}, "inspect", ".");
    expect(inspected.code).toBe(0);
    expect(await ingot(other.directory, {}, "inspect", ".")).toEqual(inspected);
  });
});

/** What packer 1.6.6 takes and we do not, and why. */
const takenByPacker: ReadonlyMap<string, string> = new Map([
  ["invalid-names.pkr.json", "var.x could not refer to such names; later versions refuse them as well"],
]);

requires("packer", "Debian's packer")("packer agrees", () => {
  test.concurrent.each(readdirSync(join(folder, "good")))("%s: equal order, files and outcome", async (name) => {
    await agree({ files: filesIn(join(folder, "good", name)), args: ["build", "-parallel-builds=1", "."] });
  });

  test.concurrent.each(bad)("%s is not accepted", async (name) => {
    const files = { [name]: readFileSync(join(folder, "bad", name), "utf8") };
    expect((await byPacker({ files, args: ["validate", name] })).ok).toBe(takenByPacker.has(name));
  });

  test.concurrent.each(pairs)("example %# of docs/json-syntax.md: equal order, files and outcome", async ({ json }) => {
    expect((await agree({ files: json, args: ["build", "-parallel-builds=1", "."] })).ok).toBe(true);
  });

  test.concurrent("inspect lists the same variables, locals and builds", async () => {
    const files = filesIn(join(folder, "good", "variables-with-types"));
    const { said } = await byPacker({ files, args: ["inspect", "."] });
    using place = workplace(files);
    expect((await ingot(place.directory, {}, "inspect", ".")).out.trim()).toBe(said.trim());
  });

  test.concurrent("fmt has nothing to do with JSON", async () => {
    const files = { "a.pkr.json": '{"locals":{}}' };
    expect(await agree({ files, args: ["fmt", "a.pkr.json"] })).toEqual({ ok: false, files });
  });
});
