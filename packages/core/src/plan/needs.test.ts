import { fakeBuilder, fakePostProcessor, fakeProvisioner, loaderOf } from "@ingot/testing";
import * as z from "zod";
import { describePlan } from "./describe-plan.js";
import { lineOf, type PlanSetting, planOf } from "./plan.test-fixtures.js";

const components = [
  loaderOf(fakeBuilder({ artifact: z.object({ amis: z.record(z.string(), z.string()) }) })),
  loaderOf(fakeProvisioner()),
  loaderOf(fakePostProcessor({ artifact: z.object({ tags: z.array(z.string()) }) })),
];

/** Sources of the type "fake" by name, each with its lines; `builds` follow. */
const template = (sources: Readonly<Record<string, string>>, builds: string) =>
  `${Object.entries(sources)
    .map(([name, lines]) => `source "fake" "${name}" {\n${lines}\n}\n`)
    .join("")}${builds}`;

const plain = (sources: Readonly<Record<string, string>>) => {
  const names = Object.keys(sources).map((name) => `"fake.${name}"`);
  return template(sources, `build {\n  sources = [${names.join(", ")}]\n}\n`);
};

const planned = (text: string, setting: PlanSetting = {}) => planOf(text, { components, ...setting });

async function edges(text: string, setting?: PlanSetting) {
  const { plan, problems } = await planned(text, setting);
  return { problems, edges: plan?.nodes.map(({ id, needs }) => `${id} ← ${needs.join(", ")}`) };
}

test("a reference makes an edge, whatever the order in the template", async () => {
  const text = plain({ app: "  image = artifact.fake.base.id", base: "" });
  expect(await edges(text)).toEqual({ problems: [], edges: ["fake.base ← ", "fake.app ← fake.base"] });
});

test("an edge knows why it is there, and where that is written", async () => {
  const { plan } = await planned(
    plain({ base: "", app: '  image = artifact.fake.base.id\n  depends_on = ["fake.base"]' }),
  );
  const [need, ...others] = plan!.builds[1]!.needs;
  expect({ ...need, range: need!.range.source.text.slice(need!.range.start, need!.range.end) }).toEqual({
    build: "fake.base",
    by: "reference",
    range: "artifact.fake.base.id",
  });
  expect(others).toEqual([]);
});

test("the description of a plan says so too", async () => {
  const app = '  image = artifact.fake.base.id\n  depends_on = ["fake.tools"]';
  const { plan } = await planned(plain({ base: "", tools: "", app }));
  const at = (line: number) => ({ file: "main.pkr.hcl", line });
  expect(describePlan(plan!).builds.at(-1)).toMatchObject({
    needs: ["fake.base", "fake.tools"],
    reasons: [
      { build: "fake.base", by: "reference", at: at(8) },
      { build: "fake.tools", by: "depends_on", at: at(9) },
    ],
  });
});

test("the name of the build block comes first where it has one", async () => {
  const text = template(
    { base: "", app: '  image = "${artifact.images.fake.base.id}/${artifact["my images"].fake.base.id}"' },
    'build {\n  name = "images"\n  sources = ["fake.base"]\n}\nbuild {\n  name = "my images"\n  sources = ["fake.base"]\n}\nbuild {\n  sources = ["fake.app"]\n}\n',
  );
  expect(await edges(text)).toEqual({
    problems: [],
    edges: ["images.fake.base ← ", "my images.fake.base ← ", "fake.app ← images.fake.base, my images.fake.base"],
  });
});

test("a name that the build gives the source is the one that counts", async () => {
  const text = template(
    { base: "" },
    'build {\n  source "fake.base" {\n    name = "small"\n  }\n  source "fake.base" {\n    name = "large"\n    image = artifact.fake.small.id\n  }\n}\n',
  );
  expect(await edges(text)).toEqual({ problems: [], edges: ["fake.small ← ", "fake.large ← fake.small"] });
});

test("provisioners and post-processors make edges for the builds that they apply to", async () => {
  const text = template(
    { base: "", tools: "", app: "", other: "" },
    `build {
  sources = ["fake.base", "fake.tools"]
}
build {
  sources = ["fake.app", "fake.other"]
  provisioner "fake" {
    only    = ["fake.app"]
    message = artifact.fake.base.id
  }
  post-processor "fake" {
    except = [source.name == "x" ? "" : "fake.other"]
    target = artifact.fake.tools.id
  }
}
`,
  );
  expect(await edges(text)).toEqual({
    problems: [],
    edges: ["fake.base ← ", "fake.tools ← ", "fake.app ← fake.base, fake.tools", "fake.other ← "],
  });
});

test("dynamic blocks, conditions and loops may ask for artifacts", async () => {
  const lines = `
  image = var.small ? artifact.fake.base.id : artifact.fake.big.id
  tags  = { for name, ami in artifact.fake.base.amis : name => artifact.fake.tools.id if ami != "" }
  dynamic "disk" {
    for_each = artifact.fake.base.files
    content {
      size  = 1
      label = disk.value
    }
  }`;
  const text = plain({ base: "", big: "", tools: "", app: lines });
  expect(await edges(`variable "small" {\n  default = true\n}\n${text}`)).toEqual({
    problems: [],
    edges: ["fake.base ← ", "fake.big ← ", "fake.tools ← ", "fake.app ← fake.base, fake.big, fake.tools"],
  });
});

test("an iterator called artifact is no artifact", async () => {
  const lines =
    '  dynamic "disk" {\n    for_each = ["a"]\n    iterator = artifact\n    content {\n      size = 1\n      label = artifact.value\n    }\n  }';
  const { plan, problems } = await planned(plain({ one: lines }));
  expect([problems, plan!.nodes[0]!.needs]).toEqual([[], []]);
  expect(plan!.builds[0]!.source.decode().config.disk).toEqual([{ size: 1, label: "a" }]);
});

test("in JSON as well", async () => {
  const source = {
    fake: {
      base: {},
      tools: {},
      app: { disk: [{ size: 1, label: "${artifact.fake.base.id}" }], depends_on: ["fake.tools"] },
    },
  };
  const json = JSON.stringify({ source, build: { sources: ["fake.base", "fake.tools", "fake.app"] } });
  const { plan, problems } = await planOf({ "main.pkr.json": json }, { components });
  expect(problems).toEqual([]);
  expect(plan!.nodes.at(-1)).toEqual({ id: "fake.app", needs: ["fake.base", "fake.tools"] });
});

describe("depends_on", () => {
  test("in a source, a build, and a source in a build; a build block's name is all of its builds", async () => {
    const text = template(
      { base: "", tools: "", app: '  depends_on = ["base.fake.base"]' },
      `build {
  name    = "base"
  sources = ["fake.base", "fake.tools"]
}
build {
  sources = ["fake.app"]
}
build {
  name       = "last"
  depends_on = ["fake.app"]
  source "fake.app" {
    depends_on = ["base"]
  }
}
`,
    );
    expect(await edges(text)).toEqual({
      problems: [],
      edges: [
        "base.fake.base ← ",
        "base.fake.tools ← ",
        "fake.app ← base.fake.base",
        "last.fake.app ← base.fake.base, base.fake.tools, fake.app",
      ],
    });
  });

  test("a name that there is not is told where it stands, and the build drops out", async () => {
    const text = template(
      { base: "", app: '  depends_on = ["fake.base"]' },
      'build {\n  name = "web"\n  sources = ["fake.base"]\n}\nbuild {\n  sources = ["fake.app"]\n}\n',
    );
    expect(await edges(text)).toEqual({
      problems: [
        `error ${lineOf(5)} \`"fake.base"\`: Unknown dependency: "fake.base" is neither the full name of a build, as in "docker.base" or "web.docker.base", nor that of a build block. Did you mean "web.fake.base"?`,
      ],
      edges: ["web.fake.base ← "],
    });
  });

  test("must be a list of strings", async () => {
    const { problems } = await planned(plain({ app: '  depends_on = { a = "b" }' }));
    expect(problems).toEqual([
      `error ${lineOf(2)} \`{ a = "b" }\`: Incorrect argument type: The argument "depends_on" has the wrong type: a list of string is required.`,
    ]);
  });
});

describe("selection", () => {
  const text = plain({
    base: "",
    runtime: "  image = artifact.fake.base.id",
    app: "  image = artifact.fake.runtime.id",
    other: "",
  });

  test("-only takes what it selects and all that it needs, and says so", async () => {
    expect(await edges(text, { only: ["*.app"] })).toEqual({
      problems: [
        "warning: Builds added to the selection: -only selects fake.app. What it needs is built as well: fake.base, fake.runtime.",
      ],
      edges: ["fake.base ← ", "fake.runtime ← fake.base", "fake.app ← fake.runtime"],
    });
  });

  test("-except of something that is needed is an error, which says who needs it", async () => {
    expect(await edges(text, { except: ["fake.base"] })).toEqual({
      problems: [
        `error ${lineOf(5)} \`artifact.fake.base.id\`: Excluded build is needed: -except leaves out "fake.base", which "fake.runtime" needs, as written at main.pkr.hcl:5. Leave out "fake.runtime" as well, or neither.`,
        `warning ${lineOf(8)} \`artifact.fake.runtime.id\`: Build left out: "fake.app" is left out, because it needs "fake.runtime", which cannot be built.`,
      ],
      edges: ["fake.other ← "],
    });
  });

  test("what nobody needs may be left out", async () => {
    expect(await edges(text, { except: ["fake.app", "fake.other"] })).toEqual({
      problems: [],
      edges: ["fake.base ← ", "fake.runtime ← fake.base"],
    });
  });

  test("a build that is not selected may be as wrong as it likes", async () => {
    const bad = plain({ good: "", bad: '  image = artifact.fake.none.id\n  depends_on = ["none"]' });
    expect(await edges(bad, { only: ["fake.good"] })).toEqual({ problems: [], edges: ["fake.good ← "] });
  });
});

describe("circles", () => {
  test("have every edge's place, and what hangs on them is left out", async () => {
    const text = plain({
      one: "  image = artifact.fake.two.id",
      two: '  depends_on = ["fake.three"]',
      three: "  image = artifact.fake.one.id",
      after: "  image = artifact.fake.one.id",
      other: "",
    });
    expect(await edges(text)).toEqual({
      problems: [
        `error ${lineOf(2)} \`artifact.fake.two.id\`: Cycle of builds: fake.one → fake.two → fake.three → fake.one: a build cannot wait for itself. fake.one needs fake.two at main.pkr.hcl:2; fake.two needs fake.three at main.pkr.hcl:5; fake.three needs fake.one at main.pkr.hcl:8. Break the circle at one of these places.`,
        `warning ${lineOf(11)} \`artifact.fake.one.id\`: Build left out: "fake.after" is left out, because it needs "fake.one", which cannot be built.`,
      ],
      edges: ["fake.other ← "],
    });
  });

  test("a build cannot use its own artifact", async () => {
    const { plan, problems } = await planned(plain({ one: "  image = artifact.fake.one.id" }));
    expect(plan).toBeUndefined();
    expect(problems).toEqual([
      `error ${lineOf(2)} \`artifact.fake.one.id\`: Cycle of builds: fake.one → fake.one: a build cannot wait for itself. fake.one needs fake.one at main.pkr.hcl:2. Break the circle at one of these places.`,
    ]);
  });

  test("a chain of 5,000 builds is no problem", async () => {
    const sources = Array.from({ length: 5000 }, (_, at): [string, string] => [
      `n${at}`,
      at === 4999 ? "" : `  depends_on = ["fake.n${at + 1}"]`,
    ]);
    const { plan, problems } = await planned(plain(Object.fromEntries(sources)));
    expect([problems, plan!.nodes[0]!.id, plan!.nodes.length]).toEqual([[], "fake.n4999", 5000]);
  });
});

test("a build whose need has an error is left out, and the others stay", async () => {
  const text = plain({ base: "  imag = 1", app: "  image = artifact.fake.base.id", other: "" });
  expect(await edges(text)).toEqual({
    problems: [
      `error ${lineOf(2)} \`imag\`: Unsupported argument: An argument named "imag" is not expected here. Did you mean "image"?`,
      `warning ${lineOf(5)} \`artifact.fake.base.id\`: Build left out: "fake.app" is left out, because it needs "fake.base", which cannot be built.`,
    ],
    edges: ["fake.other ← "],
  });
});
