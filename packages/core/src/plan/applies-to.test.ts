import { lineOf, planOf } from "./plan.test-fixtures.js";

const template = (lines: string) => `source "fake" "one" {
}
source "null" "one" {
}
build {
  name    = "b"
  sources = ["fake.one"]
  source "null.one" {
    name = "local"
  }
  provisioner "fake" {
    message = "m"
    ${lines}
  }
  post-processor "fake" {
    target = "t"
    ${lines}
  }
}
`;

async function applied(lines: string) {
  const { plan, problems } = await planOf(template(lines));
  const having = (part: "provisioners" | "postProcessors") =>
    plan!.builds.filter((build) => build[part].length > 0).map(({ name }) => name);
  expect(having("provisioners")).toEqual(having("postProcessors"));
  return { builds: having("provisioners"), problems };
}

test.each([
  ["", ["b.fake.one", "b.null.local"]],
  ['only = ["fake.one"]', ["b.fake.one"]],
  ['only = ["null.local"]', ["b.null.local"]],
  ['except = ["null.local"]', ["b.fake.one"]],
  ['except = ["fake.one", "null.local"]', []],
  ["only = []", ["b.fake.one", "b.null.local"]],
  ['only = []\n    except = ["fake.one"]', ["b.null.local"]],
])("%s", async (lines, builds) => {
  expect(await applied(lines)).toEqual({ builds, problems: [] });
});

test.each([
  ["other.image", "It has no effect. The build has: fake.one, null.local."],
  ["b.fake.one", 'Did you mean "fake.one"?'],
  ["fake.on", 'Did you mean "fake.one"?'],
])("%s is no source's name in this build: %s", async (name, hint) => {
  const warning = `Not a source of this build: "${name}" in only names no source of this build. ${hint}`;
  expect(await applied(`only = ["${name}"]`)).toEqual({
    builds: [],
    problems: [`warning ${lineOf(13)} \`"${name}"\`: ${warning}`, `warning ${lineOf(17)} \`"${name}"\`: ${warning}`],
  });
});

test("a block that does not apply is not read further", async () => {
  const text =
    'source "fake" "one" {\n}\nbuild {\n  sources = ["fake.one"]\n  provisioner "fake" {\n    except = ["fake.one"]\n    mesage = 1\n  }\n}\n';
  expect((await planOf(text)).problems).toEqual([]);
});
