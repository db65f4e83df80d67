import { fakeBuilder, fakeProvisioner, loaderOf } from "@ingot/testing";
import * as z from "zod";
import { buildWith, fakeComponents, goodPlan, lineOf, planOf } from "./plan.test-fixtures.js";

const problems = async (...given: Parameters<typeof planOf>) => (await planOf(...given)).problems;

test("a build for each source of each build block, in the order of the template", async () => {
  const plan = await goodPlan(
    'build {\n  name = "b"\n  sources = ["fake.one"]\n}\nbuild {\n  source "fake.one" {\n    name = "local"\n  }\n  sources = ["null.two"]\n}\nsource "fake" "one" {\n}\nsource "null" "two" {\n}\n',
  );
  expect(plan.builds.map(({ id, name, builderType, sourceName }) => [id, name, builderType, sourceName])).toEqual([
    ["b.fake.one", "b.fake.one", "fake", "one"],
    ["null.two", "null.two", "null", "two"],
    ["fake.local", "fake.local", "fake", "one"],
  ]);
  expect(plan.nodes).toEqual([
    { id: "b.fake.one", needs: [] },
    { id: "null.two", needs: [] },
    { id: "fake.local", needs: [] },
  ]);
});

test("secrets and variables come along", async () => {
  const text = `variable "v" {\n  default = ["x"]\n}\nvariable "s" {\n  default = "hush"\n  sensitive = true\n}\n${buildWith(
    '  provisioner "fake" {\n    message = upper(var.s)\n  }',
  )}`;
  const plan = await goodPlan(text);
  expect(plan.variables).toEqual({ v: ["x"], s: "hush" });
  expect([...plan.secrets].sort()).toEqual(["HUSH", "hush"]);
  expect(plan.templateDirectory).toBe(".");
});

describe("one build's mistakes", () => {
  const text =
    'source "fake" "bad" {\n  imag = "x"\n}\nsource "fake" "good" {\n}\nbuild {\n  sources = ["fake.bad", "fake.good"]\n}\n';

  test("leave the others in the plan", async () => {
    const { plan, problems: found } = await planOf(text);
    expect(plan!.builds.map(({ name }) => name)).toEqual(["fake.good"]);
    expect(found).toEqual([
      `error ${lineOf(2)} \`imag\`: Unsupported argument: An argument named "imag" is not expected here. Did you mean "image"?`,
    ]);
  });

  test("of a block that many sources share are told once", async () => {
    const shared =
      'source "fake" "a" {\n}\nsource "fake" "b" {\n}\nbuild {\n  sources = ["fake.a", "fake.b"]\n  provisioner "fake" {\n  }\n}\n';
    const { plan, problems: found } = await planOf(shared);
    expect(plan).toBeUndefined();
    expect(found).toEqual([
      `error ${lineOf(7)} \`provisioner "fake"\`: Missing required argument: The argument "message" is required, but it is not set.`,
    ]);
  });
});

describe("mistakes in configs", () => {
  test("the wrong type", async () => {
    expect(await problems(buildWith('  provisioner "fake" {\n    message = ["a"]\n    repeat = "many"\n  }'))).toEqual([
      `error ${lineOf(6)} \`["a"]\`: Incorrect argument type: The argument "message" has the wrong type: a string is required.`,
      `error ${lineOf(7)} \`"many"\`: Incorrect argument type: The argument "repeat" has the wrong type: a number is required.`,
    ]);
  });

  test("in every component of a build, all in one go", async () => {
    const text =
      'source "fake" "one" {\n  count = "x"\n}\nbuild {\n  sources = ["fake.one"]\n  provisioner "fake" {\n    message = var.no\n  }\n  post-processor "fake" {\n  }\n  error-cleanup-provisioner "fake" {\n    mesage = ""\n  }\n}\n';
    expect((await problems(text)).map((each) => each.split(":", 3).slice(0, 3).join(":"))).toEqual([
      `error ${lineOf(2)} \`"x"\`: Incorrect argument type`,
      `error ${lineOf(7)} \`no\`: Unsupported attribute`,
      `error ${lineOf(12)} \`mesage\`: Unsupported argument`,
      `error ${lineOf(9)} \`post-processor "fake"\`: Missing required argument`,
    ]);
  });

  test("a component's own check, at the option it is about", async () => {
    const builder = fakeBuilder({
      check: ({ image }) =>
        image === "bad" ? [{ path: ["image"], summary: "Bad image", detail: "Take another." }] : [],
    });
    const text = 'source "fake" "one" {\n  image = "bad"\n}\nbuild {\n  sources = ["fake.one"]\n}\n';
    expect(await problems(text, { components: [loaderOf(builder)] })).toEqual([
      `error ${lineOf(2)} \`"bad"\`: Bad image: Take another.`,
    ]);
  });

  test("a {{ }} template that cannot be read", async () => {
    const [problem, ...others] = await problems(
      buildWith('  provisioner "fake" {\n    message = "a {{ build_name"\n  }'),
    );
    expect(problem).toMatch(
      /^error main\.pkr\.hcl:6 `"a \{\{ build_name"`: Invalid template: The \{\{ \}\} template has an error at line 1, column 3: /,
    );
    expect(others).toEqual([]);
  });

  test("a source that both the source block and the build set", async () => {
    const text = 'source "fake" "one" {\n  image = "a"\n}\nbuild {\n  source "fake.one" {\n    image = "b"\n  }\n}\n';
    expect(await problems(text)).toEqual([
      `error ${lineOf(6)} \`image\`: Duplicate argument: The argument "image" is already set at ${lineOf(2)}. Each argument may be set once; remove one of them.`,
    ]);
  });

  test("sensitive values are in none of the messages", async () => {
    const builder = fakeBuilder({
      check: ({ image }) => [{ path: ["image"], summary: "Bad image", detail: `"${image}" is bad.` }],
    });
    const text = `variable "s" {\n  default = "hush"\n  sensitive = true\n}\nsource "fake" "one" {\n  image = "x-\${var.s}"\n}\nbuild {\n  sources = ["fake.one"]\n}\n`;
    const found = await problems(text, { components: [loaderOf(builder)] });
    expect(found).toEqual([`error ${lineOf(6)} \`"x-\${var.s}"\`: Bad image: "<sensitive>" is bad.`]);
  });
});

describe("types that do not exist", () => {
  test("of each kind, with the near miss and all there is", async () => {
    const text =
      'source "fak" "one" {\n}\nsource "fake" "two" {\n}\nbuild {\n  sources = ["fak.one", "fake.two"]\n  provisioner "shel" {\n  }\n  error-cleanup-provisioner "x" {\n  }\n  post-processor "manifset" {\n  }\n}\n';
    expect(await problems(text)).toEqual([
      `error ${lineOf(1)} \`"fak"\`: Unknown source type: There is no builder of the type "fak". Did you mean "fake"? Ingot has these: fake, null.`,
      `error ${lineOf(7)} \`"shel"\`: Unknown provisioner type: There is no provisioner of the type "shel". Did you mean "shell"? Ingot has these: fake, shell.`,
      `error ${lineOf(9)} \`"x"\`: Unknown provisioner type: There is no provisioner of the type "x". Ingot has these: fake, shell.`,
      `error ${lineOf(11)} \`"manifset"\`: Unknown post-processor type: There is no post-processor of the type "manifset". Did you mean "manifest"? Ingot has these: fake, manifest.`,
    ]);
  });

  test("spoil only the builds that use them", async () => {
    const text = 'source "x" "one" {\n}\nsource "fake" "two" {\n}\nbuild {\n  sources = ["x.one", "fake.two"]\n}\n';
    const { plan } = await planOf(text);
    expect(plan!.builds.map(({ name }) => name)).toEqual(["fake.two"]);
  });

  test("of an unused source do not matter", async () => {
    await goodPlan(`source "x" "y" {\n}\n${buildWith("")}`);
  });

  test("where there are no components at all", async () => {
    expect(await problems(buildWith(""), { components: [] })).toEqual([
      `error ${lineOf(1)} \`"fake"\`: Unknown source type: There is no builder of the type "fake". Ingot has no builder at all.`,
    ]);
  });
});

test("only the components that the selected builds use are loaded", async () => {
  const loaded: string[] = [];
  const components = [
    loaderOf(fakeBuilder(), () => loaded.push("fake")),
    loaderOf(fakeBuilder({ type: "null" }), () => loaded.push("null")),
    loaderOf(fakeProvisioner(), () => loaded.push("provisioner")),
  ];
  const text = 'source "fake" "one" {\n}\nsource "null" "two" {\n}\nbuild {\n  sources = ["fake.one", "null.two"]\n}\n';
  await goodPlan(text, { components, only: ["fake.*"] });
  expect(loaded).toEqual(["fake"]);
});

test("no build block at all", async () => {
  expect(await problems('source "fake" "one" {\n}\n')).toEqual([
    'error: Missing build block: "." has no build block, so there is nothing to do. A build names its sources: build { sources = ["source.null.example"] } on lines of its own.',
  ]);
});

test("two builds of one name", async () => {
  const { plan, problems: found } = await planOf(
    'source "fake" "one" {\n}\nbuild {\n  sources = ["fake.one", "source.fake.one"]\n}\nbuild {\n  name = "b"\n  sources = ["fake.one"]\n}\n',
  );
  expect(plan!.builds.map(({ name }) => name)).toEqual(["fake.one", "b.fake.one"]);
  expect(found).toEqual([
    `error ${lineOf(4)} \`"source.fake.one"\`: Duplicate build name: There is already a build called "fake.one", at ${lineOf(4)}. Give the source another name in one of the two, source "source.fake.one" { name = … }, or give the build blocks different names.`,
  ]);
});

test("a variable without a value is never reported as missing", async () => {
  const text = `variable "v" {\n  type = string\n}\n${buildWith('  provisioner "fake" {\n    message = var.v\n    repeat = length(var.v)\n  }').replaceAll("length(var.v)", "var.v")}`;
  expect(await problems(text, { allowUnset: true })).toEqual([]);
});

test("a component that cannot be loaded is a fault of ours, not of the template", async () => {
  const broken = { kind: "builder" as const, type: "fake", load: async () => Promise.reject(new Error("gone")) };
  await expect(planOf(buildWith(""), { components: [broken] })).rejects.toMatchObject({ code: "COMPONENT_LOAD" });
});

test("configs hold what their schemas make of them, and are made anew when the values of the machine are known", async () => {
  const builder = fakeBuilder({ config: z.object({ image: z.string().default("base") }) as never });
  const text = buildWith(
    '  provisioner "fake" {\n    message = "${source.type}/${source.name} ${build.FakeID} {{ build_name }}"\n    repeat = "2"\n  }',
  );
  const plan = await goodPlan(text, { components: [loaderOf(builder), ...fakeComponents] });
  const [build] = plan.builds;
  expect(build!.source.decode()).toEqual({ config: { image: "base" }, diagnostics: [], secrets: [] });
  const [provisioner] = build!.provisioners;
  const render = (text: string) => text.replace("{{ build_name }}", "rendered");
  expect(provisioner!.decode({ FakeID: "f-1" }, render).config).toEqual({
    message: "fake/one f-1 rendered",
    repeat: 2,
    lines: [],
  });
  expect(provisioner!.decode({ FakeID: "f-2" }).config).toMatchObject({ message: "fake/one f-2 {{ build_name }}" });
});

test("names that JavaScript's objects inherit are names like any other", async () => {
  const plan = await goodPlan(
    'variable "__proto__" {\n  default = "p"\n}\nvariable "constructor" {\n  default = "c"\n}\nsource "fake" "toString" {\n  image = "${var.__proto__}${var.constructor}"\n}\nbuild {\n  sources = ["fake.toString"]\n  provisioner "fake" {\n    message  = "m"\n    override = { toString = { message = "n" } }\n  }\n}\n',
  );
  expect(Object.entries(plan.variables)).toEqual([
    ["__proto__", "p"],
    ["constructor", "c"],
  ]);
  expect(plan.builds[0]!.source.decode().config.image).toBe("pc");
  expect((await planOf(buildWith("  toString = 1"))).problems).toEqual([
    `error ${lineOf(5)} \`toString\`: Unsupported argument: An argument named "toString" is not expected here.`,
  ]);
});

test("a thousand builds are planned in time that grows with their number, not with its square", async () => {
  const count = 1000;
  const sources = Array.from({ length: count }, (_, at) => `source "fake" "s${at}" {\n  image = "i"\n}\n`).join("");
  const names = Array.from({ length: count }, (_, at) => `"fake.s${at}"`).join(", ");
  const before = process.cpuUsage();
  const plan = await goodPlan(
    `${sources}build {\n  sources = [${names}]\n  provisioner "fake" {\n    message = build.ID\n  }\n}\n`,
  );
  expect(plan.builds).toHaveLength(count);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(4 * count); // milliseconds, for a slow machine under jest: quadratic work is far beyond it
});
