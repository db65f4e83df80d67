import { buildWith, goodPlan, lineOf, planOf } from "./plan.test-fixtures.js";

const provisioner = (message: string) =>
  buildWith(`  name = "b"\n  provisioner "fake" {\n    message = "${message}"\n  }`);
const problems = async (text: string) => (await planOf(text)).problems;

async function decoded(message: string, exports?: Record<string, string>) {
  const plan = await goodPlan(provisioner(message));
  const { config, diagnostics } = plan.builds[0]!.provisioners[0]!.decode(exports);
  return config?.message ?? diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`);
}

test("the names of source and build have their values before anything runs", async () => {
  expect(await decoded("${build.name} ${source.type} ${source.name}")).toBe("b fake one");
});

test("the machine's values come with it", async () => {
  expect(await decoded("${build.ID}, ${build.FakeID}", { ID: "i", FakeID: "f" })).toBe("i, f");
});

test("a value that the machine does not have is an error rather than an empty text", async () => {
  expect(await decoded("rm -r /home/${build.User}", { ID: "i" })).toEqual([
    'No value for build attribute: The builder "fake" gives no value for build.User here. Use it only where the machine has one.',
  ]);
});

test("a name that no builder knows is found before anything runs", async () => {
  expect(await problems(provisioner("${build.FakeId}"))).toEqual([
    `error ${lineOf(7)} \`FakeId\`: Unsupported attribute: This object has no attribute "FakeId". Did you mean "FakeID"?`,
  ]);
});

test("another builder's names are none of this one's", async () => {
  const text = provisioner("${build.FakeID}")
    .replaceAll("fake.one", "null.one")
    .replace('source "fake"', 'source "null"');
  expect(await problems(text)).toEqual([]);
  expect(await problems(text.replace("FakeID", "SourceImageDigest"))).toHaveLength(1);
});

test("a source has no machine yet", async () => {
  const text =
    'source "fake" "one" {\n  image = "${source.name}-${build.ID}"\n}\nbuild {\n  sources = ["fake.one"]\n}\n';
  expect(await problems(text)).toEqual([
    `error ${lineOf(2)} \`build.ID\`: Value not available in a source: A source cannot use build.ID: build.* describes the machine, which this source has yet to start. Use it in provisioners and post-processors.`,
  ]);
});

test("a dynamic block's iterator goes before source", async () => {
  const text =
    'source "fake" "one" {\n}\nbuild {\n  dynamic "source" {\n    for_each = { a = "x" }\n    labels = ["fake.one"]\n    content {\n      name = source.key\n      image = source.value\n    }\n  }\n}\n';
  const plan = await goodPlan(text);
  expect(plan.builds[0]!.name).toBe("fake.a");
  expect(plan.builds[0]!.source.decode().config.image).toBe("x");
});

test("neither is known outside of components", async () => {
  expect(await problems("locals {\n  a = build.ID\n  b = source.name\n}\n")).toEqual([
    expect.stringContaining(`error ${lineOf(2)} \`build\`: Unknown variable: There is no variable named "build".`),
    expect.stringContaining(`error ${lineOf(3)} \`source\`: Unknown variable: There is no variable named "source".`),
    expect.stringContaining("Missing build block"),
  ]);
});
