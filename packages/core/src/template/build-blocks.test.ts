import { goodTemplate, load } from "./load.test-fixtures.js";
import type { BuildBlock } from "./model.js";

const sources = 'source "null" "one" {\n}\nsource "null" "two" {\n}\nsource "docker" "one" {\n}\n';
const problems = async (text: string) => (await load(sources + text)).problems;

async function onlyBuild(text: string): Promise<BuildBlock> {
  const { builds } = await goodTemplate(sources + text);
  expect(builds).toHaveLength(1);
  return builds[0]!;
}

/** Lines are counted from the first after the sources. */
const line = (at: number) => `main.pkr.hcl:${at + 6}`;

const used = (build: BuildBlock) =>
  build.sources.map(({ source, localName }) => `${source.type}.${source.name} as ${localName}`);
const types = (blocks: BuildBlock["provisioners"]) => blocks.map(({ block }) => block.labels[0]!.text);

describe("sources", () => {
  test("by all three spellings, the list first and blocks after it", async () => {
    const build = await onlyBuild(
      'build {\n  source "source.docker.one" {\n    name = "mine"\n    image = "a"\n  }\n  sources = ["source.null.one", "sources.null.two", "docker.one"]\n}\n',
    );
    expect(used(build)).toEqual(["null.one as one", "null.two as two", "docker.one as one", "docker.one as mine"]);
    expect(build.sources.map(({ overrides }) => overrides?.block.body.items.length)).toEqual([
      undefined,
      undefined,
      undefined,
      1,
    ]);
  });

  test("may be declared after the build, and computed", async () => {
    const build = await onlyBuild(
      'build {\n  sources = [for n in ["three"] : "null.${n}"]\n}\nsource "null" "three" {\n}\n',
    );
    expect(used(build)).toEqual(["null.three as three"]);
  });

  test("by dynamic blocks, whose iterator the content may use", async () => {
    const build = await onlyBuild(
      'build {\n  dynamic "source" {\n    for_each = { a = "x", b = "y" }\n    labels = ["source.null.one"]\n    content {\n      name = source.key\n      note = source.value\n    }\n  }\n}\n',
    );
    expect(used(build)).toEqual(["null.one as a", "null.one as b"]);
  });

  test("that are not declared, with the near miss", async () => {
    expect(await problems('build {\n  sources = ["null.one", "source.null.tow"]\n}\n')).toEqual([
      `error ${line(2)} \`"source.null.tow"\`: Unknown source: The build uses the source "null.tow", which is not declared. Did you mean "null.two"?`,
    ]);
  });

  test.each([
    ['source "null" {\n}\n', "Missing name for source"],
    ["source {\n}\n", "Missing type for source"],
    ['sources "null" "three" {\n}\n', "Unsupported block type"],
  ])("%j may have been meant to declare it, so that is told once", async (declaration, summary) => {
    const told = await problems(`build {\n  sources = ["null.three"]\n  source "null.three" {\n  }\n}\n${declaration}`);
    expect(told).toEqual([expect.stringContaining(summary)]);
  });

  test.each(['source "docker" {\n}\n', 'sources "null" "four" {\n}\n', 'sources "null" {\n}\n', "sources {\n}\n"])(
    "%j cannot have been meant to declare it",
    async (declaration) => {
      const told = await problems(`build {\n  sources = ["null.three"]\n}\n${declaration}`);
      expect(told).toEqual([expect.any(String), expect.stringContaining("Unknown source")]);
    },
  );

  test("that are nothing like what is declared", async () => {
    expect(await problems('build {\n  source "amazon-ebs.image" {\n  }\n}\n')).toEqual([
      `error ${line(2)} \`"amazon-ebs.image"\`: Unknown source: The build uses the source "amazon-ebs.image", which is not declared. The template declares null.one, null.two, docker.one.`,
    ]);
  });

  test.each(["one", "a.b.c", "data.null.one", "source.null", "null.one.two", "null.1", ""])(
    "by what is no reference: %j",
    async (text) => {
      const invalid = `"${text}" does not name a source. Write the type and the name of its block, as in "source.null.example".`;
      expect(await problems(`build {\n  sources = ["${text}"]\n}\n`)).toEqual([
        `error ${line(2)} \`"${text}"\`: Invalid source reference: ${invalid}`,
      ]);
    },
  );

  test.each([
    "",
    "  sources = []\n",
    "  sources = null\n",
    '  dynamic "source" {\n    for_each = []\n    content {\n    }\n  }\n',
  ])("none at all: %j", async (body) => {
    expect(await problems(`build {\n${body}}\n`)).toEqual([
      `error ${line(1)} \`build\`: Missing source reference: A build needs at least one source. Name it, as in sources = ["source.null.example"], or in a block: source "source.null.example" { … }.`,
    ]);
  });

  test("that nobody knows yet are not missing", async () => {
    const text = 'variable "v" {\n  type = list(string)\n}\nbuild {\n  sources = var.v\n}\n';
    expect((await load(text, { allowUnset: true })).problems).toEqual([]);
  });

  test("of one type and name twice", async () => {
    expect(await problems('source "null" "one" {\n}\n')).toEqual([
      `error ${line(1)} \`source "null" "one"\`: Duplicate source block: The source "null.one" is already declared at main.pkr.hcl:1. Give one of them another name.`,
    ]);
  });
});

describe("components", () => {
  test("keep the order of the file, whatever their types", async () => {
    const build = await onlyBuild(
      'build {\n  sources = ["null.one"]\n  provisioner "shell" {\n  }\n  post-processor "manifest" {\n  }\n  provisioner "file" {\n  }\n  post-processors {\n    post-processor "compress" {\n    }\n    post-processor "checksum" {\n    }\n  }\n  provisioner "shell" {\n  }\n  error-cleanup-provisioner "shell-local" {\n  }\n}\n',
    );
    expect(types(build.provisioners)).toEqual(["shell", "file", "shell"]);
    expect(build.postProcessors.map(types)).toEqual([["manifest"], ["compress", "checksum"]]);
    expect(types([build.errorCleanup!])).toEqual(["shell-local"]);
  });

  test("of dynamic blocks come in their place", async () => {
    const build = await onlyBuild(
      'build {\n  sources = ["null.one"]\n  provisioner "a" {\n  }\n  dynamic "provisioner" {\n    for_each = ["b", "c"]\n    labels = [provisioner.value]\n    content {\n    }\n  }\n  provisioner "d" {\n  }\n}\n',
    );
    expect(types(build.provisioners)).toEqual(["a", "b", "c", "d"]);
  });

  test("a second error-cleanup-provisioner", async () => {
    const text =
      'build {\n  sources = ["null.one"]\n  error-cleanup-provisioner "a" {\n  }\n  error-cleanup-provisioner "b" {\n  }\n}\n';
    expect(await problems(text)).toEqual([
      `error ${line(5)} \`error-cleanup-provisioner "b"\`: Too many blocks: Only one "error-cleanup-provisioner" block is allowed here, and the first stands at ${line(3)}. Remove this one.`,
    ]);
  });
});

describe("the block itself", () => {
  test("its name and description are expressions", async () => {
    const build = await onlyBuild(
      'variable "v" {\n  default = "x"\n}\nbuild {\n  name = "n-${var.v}"\n  description = path.root\n  sources = ["null.one"]\n}\n',
    );
    expect([build.name, build.description]).toEqual(["n-x", "."]);
  });

  test("a misspelt block", async () => {
    expect(await problems('build {\n  sources = ["null.one"]\n  provisoner "shell" {\n  }\n}\n')).toEqual([
      `error ${line(3)} \`provisoner\`: Unsupported block type: Blocks of type "provisoner" are not expected here. Did you mean "provisioner"?`,
    ]);
  });

  test("labels that lack or are too many", async () => {
    expect(
      await problems(
        'build "x" {\n  sources = ["null.one"]\n}\nbuild {\n  sources = ["null.one"]\n  provisioner {\n  }\n}\n',
      ),
    ).toEqual([
      `error ${line(1)} \`"x"\`: Extraneous label for build: A build block takes no labels.`,
      `error ${line(6)} \`provisioner\`: Missing type for provisioner: A provisioner block takes one label: provisioner "type" { … }.`,
    ]);
  });

  test("a label too many hides nothing: the block is there", async () => {
    const { problems: said } = await load('source "null" "a" "b" {\n}\nbuild {\n  sources = ["null.a"]\n}\n');
    expect(said).toEqual([
      'error main.pkr.hcl:1 `"b"`: Extraneous label for source: A source block takes 2 labels: source "type" "name" { … }.',
    ]);
  });

  test("source = [...] is meant to be sources, and nothing is missing", async () => {
    expect(await problems('build {\n  source = ["null.one"]\n}\n')).toEqual([
      `error ${line(2)} \`source\`: Unsupported argument: "source" is a block, not an argument. Write it without the equals sign: source { … }. For a list of them there is the argument "sources".`,
    ]);
  });

  test.each([
    ["[null.one]", "null.one", "null.one"],
    ['["null.two", source.null.one]', "source.null.one", "null.one"],
    ["null.one", "null.one", "null.one"],
    ["[dokcer.web]", "dokcer.web", "dokcer.web"],
  ])("sources = %s lacks quotes, and nothing else is said", async (written, subject, meant) => {
    expect(await problems(`build {\n  sources = ${written}\n}\n`)).toEqual([
      `error ${line(2)} \`${subject}\`: Invalid source reference: A source is named by a text: write its address in quotes, "source.${meant}".`,
    ]);
  });

  test("names that mean something are no addresses without quotes", async () => {
    const build = await onlyBuild('locals {\n  one = "null.one"\n}\nbuild {\n  sources = [local.one]\n}\n');
    expect(build.sources.map(({ localName }) => localName)).toEqual(["one"]);
  });

  test("blocks that stand elsewhere", async () => {
    expect(await problems('build {\n  sources = ["null.one"]\n  variable "v" {\n  }\n}\n')).toEqual([
      `error ${line(3)} \`variable\`: Unsupported block type: Blocks of type "variable" are not expected here. It stands by itself, outside of build { … }.`,
    ]);
    expect(await problems('provisioner "shell" {\n}\nbuild {\n  sources = ["null.one"]\n}\n')).toEqual([
      `error ${line(1)} \`provisioner\`: Unsupported block type: Blocks of type "provisioner" are not expected here. It stands within build { … }.`,
    ]);
  });

  test("one post-processor is not several, and several locals are not one", async () => {
    expect(
      await problems(
        'build {\n  sources = ["null.one"]\n  post-processors "manifest" {\n  }\n}\nlocal {\n  a = 1\n}\n',
      ),
    ).toEqual(
      expect.arrayContaining([
        `error ${line(3)} \`"manifest"\`: Extraneous label for post-processors: A post-processors block takes no labels. One by itself is post-processor "type" { … }.`,
        `error ${line(6)} \`local\`: Missing name for local: A local block takes one label: local "name" { … }. Several at once stand in locals { … }.`,
      ]),
    );
  });

  test("blocks that have no effect", async () => {
    expect(
      await problems('hcp_packer_registry {\n}\nbuild {\n  sources = ["null.one"]\n  hcp_packer_registry {\n  }\n}\n'),
    ).toEqual([
      `warning ${line(1)} \`hcp_packer_registry\`: Block without effect: Ingot reads the block "hcp_packer_registry" and does nothing with it. Remove it if that is not what you want.`,
      `warning ${line(5)} \`hcp_packer_registry\`: Block without effect: Ingot reads the block "hcp_packer_registry" and does nothing with it. Remove it if that is not what you want.`,
    ]);
  });
});
