import { fakeArtifact, fakeBuilder, fakePostProcessor, fakeProvisioner, loaderOf } from "@ingot/testing";
import * as z from "zod";
import type { KnownArtifacts } from "./model.js";
import { lineOf, type PlanSetting, planOf } from "./plan.test-fixtures.js";

const components = [
  loaderOf(fakeBuilder({ artifact: z.object({ amis: z.record(z.string(), z.string()), size: z.number() }) })),
  loaderOf(fakeProvisioner()),
  loaderOf(fakePostProcessor({ artifact: z.object({ tags: z.array(z.string()) }) })),
];

/** Builds "fake.base", with post-processors of its own, and "fake.app", whose source has `lines`, which begin on line 4. */
const template = (lines: string, postProcessors = "") =>
  `source "fake" "base" {\n}\nsource "fake" "app" {\n${lines}\n}\nbuild {\n  sources = ["fake.app"]\n}\nbuild {\n  sources = ["fake.base"]\n${postProcessors}\n}\n`;

const problemsOf = async (text: string, setting: PlanSetting = {}) =>
  (await planOf(text, { components, ...setting })).problems;

/** What comes of the source of "fake.app" when `artifacts` are known, by build or by "build post-processor". */
async function decoded(text: string, artifacts: Parameters<typeof fakeArtifact>[1] | undefined, label?: string) {
  const { plan, problems } = await planOf(text, { components });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const known: KnownArtifacts = {
    find: (build, postProcessor) =>
      artifacts && build === "fake.base" && postProcessor === label ? fakeArtifact("a-1", artifacts) : undefined,
    holdsSecret: (part) => part.includes("hush"),
  };
  const { config, diagnostics, secrets } = plan!.builds[0]!.source.decode({}, undefined, known);
  return { config, problems: diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`), secrets };
}

describe("before a run", () => {
  test("every value is unknown, and nothing is missing", async () => {
    expect(await problemsOf(template("  image = artifact.fake.base.id\n  tags  = artifact.fake.base.amis"))).toEqual(
      [],
    );
  });

  test.each([
    [
      "  image = artifact.fake.base.ami",
      "ami",
      'Unsupported attribute: This object has no attribute "ami". Did you mean "amis"? It has: amis, files, id, post_processor, size.',
    ],
    [
      "  image = artifact.fake.bas.id",
      "bas",
      'Unsupported attribute: This object has no attribute "bas". Did you mean "base"? It has: app, base.',
    ],
    [
      "  image = artifacts.fake.base.id",
      "artifacts",
      'Unknown variable: There is no variable named "artifacts". Did you mean "artifact"? These can be used here: artifact, build, local, packer, path, source, var.',
    ],
    [
      "  image = artifact.fake.base.amis",
      "artifact.fake.base.amis",
      'Incorrect argument type: The argument "image" has the wrong type: a string is required.',
    ],
    [
      "  count = artifact.fake.base.files",
      "artifact.fake.base.files",
      'Incorrect argument type: The argument "count" has the wrong type: a number is required.',
    ],
    [
      "  image = artifact.fake.base.post_processor.fak.id",
      "fak",
      'Unsupported attribute: This object has no attribute "fak". Did you mean "fake"? It has: fake.',
    ],
    [
      "  image = artifact.fake.base.post_processor.fake.tag",
      "tag",
      'Unsupported attribute: This object has no attribute "tag". Did you mean "tags"? It has: files, id, tags.',
    ],
  ])("%s is found to be wrong", async (lines, subject, expected) => {
    const text = template(lines, '  post-processor "fake" {\n    target = "t"\n  }');
    const problems = await problemsOf(text);
    expect(problems).toEqual([`error ${lineOf(4)} \`${subject}\`: ${expected}`]);
  });

  test.each([
    ["artifact.fake.base.id", "base", "artifact.images.fake.base"],
    ["artifact.base.id", "base", "artifact.images.fake.base"],
    ['artifact["base"].id', '"base"', "artifact.images.fake.base"],
    ["artifact.images.base.id", "base", "artifact.images.fake.base"],
  ])("%s leaves out a step of the address, which is suggested", async (expression, subject, meant) => {
    const text = template(`  image = ${expression}`).replace(
      'build {\n  sources = ["fake.base"]',
      'build {\n  name = "images"\n  sources = ["fake.base"]',
    );
    const [problem] = await problemsOf(text);
    expect(problem).toContain(`error ${lineOf(4)} \`${subject}\`: `);
    expect(problem).toContain(`. Did you mean "${meant}"?`);
  });

  test.each(["artifact", "artifact.fake", "keys(artifact)", "values(artifact.fake)[0].id"])(
    "%s names no single build",
    async (expression) => {
      const address = /artifact[.a-z]*/.exec(expression)![0];
      expect(await problemsOf(template(`  image = ${expression}`))).toEqual([
        `error ${lineOf(4)} \`${address}\`: Incomplete artifact address: This names no single build. Write one's address and which attribute of its artifact is meant, as in artifact.fake.app.id.`,
      ]);
    },
  );

  test("several artifacts together can be had of builds that are waited for", async () => {
    const text = template(
      '  depends_on = ["images"]\n  image = join(" ", [for each in artifact.images.fake : each.id])',
    ).replace('build {\n  sources = ["fake.base"]', 'build {\n  name = "images"\n  sources = ["fake.base"]');
    expect(await problemsOf(text)).toEqual([]);
  });

  test("an artifact where a text belongs lacks an attribute", async () => {
    expect(await problemsOf(template("  image = artifact.fake.base"))).toEqual([
      `error ${lineOf(4)} \`artifact.fake.base\`: Incorrect argument type: The argument "image" has the wrong type: a string is required. This is an object: write which of its attributes is meant. It has: amis, files, id, post_processor, size.`,
    ]);
  });

  test("an address that is computed needs depends_on", async () => {
    const lines = '  image = artifact.fake[join("", ["ba", "se"])].id';
    expect(await problemsOf(template(lines))).toEqual([
      `error ${lineOf(4)} \`artifact.fake[join("", ["ba", "se"])].id\`: Computed artifact address: Which builds are needed must be clear before anything is computed, and here "fake.base" is not. Write the address out, as in artifact.fake.base.id, or add depends_on = ["fake.base"].`,
    ]);
    expect(await problemsOf(template(`${lines}\n  depends_on = ["fake.base"]`))).toEqual([]);
  });

  test("two post-processors of one name cannot be told apart", async () => {
    const chain =
      '  post-processors {\n    post-processor "fake" {\n      target = "t"\n    }\n    post-processor "fake" {\n      target = "u"\n    }\n  }';
    expect(await problemsOf(template("  image = artifact.fake.base.post_processor.fake.id", chain))).toEqual([
      `error ${lineOf(4)} \`artifact.fake.base.post_processor.fake.id\`: Ambiguous post-processor: "fake.base" has 2 post-processors called "fake". Give them names of their own, as in name = "first", and write the one that is meant.`,
    ]);
    const named = chain.replace('target = "u"', 'target = "u"\n      name = "second"');
    expect(await problemsOf(template("  image = artifact.fake.base.post_processor.second.id", named))).toEqual([]);
  });

  test("a post-processor that -except takes has no result", async () => {
    const text = template(
      "  image = artifact.fake.base.post_processor.fake.id",
      '  post-processor "fake" {\n    target = "t"\n  }',
    );
    expect(await problemsOf(text, { except: ["fake"] })).toEqual([
      `error ${lineOf(4)} \`artifact.fake.base.post_processor.fake.id\`: Excluded post-processor is needed: -except leaves out the post-processor "fake" of "fake.base", and its result is needed here.`,
    ]);
  });

  test.each([
    ["a local", "locals {\n  x = artifact.fake.base.id\n}\n", "artifact.fake"],
    [
      "a build's own argument",
      'build {\n  name = artifact.fake.base.id\n  sources = ["fake.base"]\n}\n',
      "artifact.fake",
    ],
    [
      "what makes the blocks of a build",
      'build {\n  sources = ["fake.app"]\n  dynamic "provisioner" {\n    for_each = artifact.fake.base.files\n    labels = ["fake"]\n    content {\n      message = "m"\n    }\n  }\n}\n',
      "artifact.fake",
    ],
    ["a local, as a whole", "locals {\n  x = keys(artifact)\n}\n", "artifact"],
  ])("%s cannot ask for artifacts", async (_what, text, subject) => {
    const problems = await problemsOf(`${text}${template("")}`);
    expect(problems[0]).toMatch(
      `\`${subject}\`: Artifact not available here: artifact.* is what other builds make, and this is computed before any build starts. Use it in a source, or in the source, provisioner and post-processor blocks of a build.`,
    );
  });

  test("where it cannot be used it is not suggested either", async () => {
    expect(await problemsOf(`locals {\n  x = artefact\n}\n${template("")}`)).toEqual([
      `error ${lineOf(2)} \`artefact\`: Unknown variable: There is no variable named "artefact". If a text is meant, it stands in quotes: "artefact". These can be used here: local, packer, path, var.`,
    ]);
  });
});

describe("in a run", () => {
  test("attributes have the values of the artifact", async () => {
    const lines =
      '  image = "${artifact.fake.base.id} ${artifact.fake.base.files[0]}"\n  count = artifact.fake.base.size\n  tags = artifact.fake.base.amis';
    const values = { amis: { "eu-west-1": "ami-1" }, size: 3 };
    expect(await decoded(template(lines), { files: ["f"], values })).toEqual({
      config: { image: "a-1 f", count: 3, tags: { "eu-west-1": "ami-1" }, disk: [] },
      problems: [],
      secrets: [],
    });
  });

  test("as has what a post-processor made", async () => {
    const text = template(
      '  image = join(" ", artifact.fake.base.post_processor.tagged.tags)',
      '  post-processor "fake" {\n    name = "tagged"\n    target = "t"\n  }',
    );
    expect((await decoded(text, { values: { tags: ["x", "y"] } }, "tagged")).config.image).toBe("x y");
  });

  test("what holds a secret is sensitive, and nothing else", async () => {
    const lines = "  image = artifact.fake.base.id\n  tags = artifact.fake.base.amis";
    const { secrets } = await decoded(template(lines), { values: { amis: { a: "ami-hush", b: "ami-2" } } });
    expect(secrets).toEqual(["ami-hush"]);
  });

  test("an artifact that there is not, and a value that it lacks, are errors", async () => {
    const text = template("  image = artifact.fake.base.id\n  count = artifact.fake.base.size");
    expect((await decoded(text, undefined)).problems).toEqual([
      'No artifact: "fake.base" has made no artifact, so there is no id.',
      'No artifact: "fake.base" has made no artifact, so there is no size.',
    ]);
    expect((await decoded(text, {})).problems).toEqual([
      'No value for artifact attribute: "fake.base" has made an artifact without size. Use it only where the artifact has one.',
    ]);
    const careful = template("  count = try(artifact.fake.base.size, 7)");
    expect((await decoded(careful, {})).config.count).toBe(7);
  });

  test("a value of another type than declared is the component's fault", async () => {
    const given = decoded(template("  count = artifact.fake.base.size"), { values: { size: "many" } });
    await expect(given).rejects.toMatchObject({ code: "ARTIFACT_VALUE", source: "engine" });
  });
});
