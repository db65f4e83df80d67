import { toPlain } from "@ingot/hcl";
import { goodTemplate, load } from "./load.test-fixtures.js";

async function values(files: string | Record<string, string>): Promise<Record<string, unknown>> {
  const { locals } = await goodTemplate(files);
  return Object.fromEntries([...locals].map(([name, { value }]) => [name, toPlain(value)]));
}

const problems = async (text: string) => (await load(text)).problems;

describe("values", () => {
  test("in any order, from any file and either form", async () => {
    const files = {
      "a.pkr.hcl": 'locals {\n  c = "${local.b}!"\n}\nlocal "d" {\n  expression = [local.c, local["b"]]\n}\n',
      "z.pkr.hcl": "locals {\n  a = 1\n}\nlocals {\n  b = local.a + 1\n}\n",
    };
    expect(await values(files)).toEqual({ c: "2!", d: ["2!", 2], a: 1, b: 2 });
  });

  test("of locals as a whole", async () => {
    expect(await values('locals {\n  a = 1\n}\nlocals {\n  b = { for k in ["a"] : k => local[k] }\n}\n')).toEqual({
      a: 1,
      b: { a: 1 },
    });
  });

  test("of a chain that is longer than the call stack", async () => {
    const length = 20_000;
    const lines = Array.from({ length }, (_, at) => `  l${at} = ${at === length - 1 ? 7 : `local.l${at + 1}`}`);
    expect((await values(`locals {\n${lines.join("\n")}\n}\n`)).l0).toBe(7);
  });

  test("that are sensitive, declared so or by what they are made of", async () => {
    const text =
      'variable "v" {\n  default = "one"\n  sensitive = true\n}\nlocal "l" {\n  expression = { a = ["two"] }\n  sensitive = true\n}\nlocals {\n  mixed = "x-${var.v}"\n  plain = "four"\n}\n';
    const template = await goodTemplate(text);
    expect([...template.secrets].sort()).toEqual(["one", "two", "x-one"]);
    expect(template.locals.get("l")!.sensitive).toBe(true);
  });
});

describe("circles", () => {
  test("are told once, with the whole path and every place", async () => {
    expect(
      await problems("locals {\n  a = local.b\n  b = local.c + 1\n}\nlocals {\n  c = [local.a]\n  d = local.a\n}\n"),
    ).toEqual([
      "error main.pkr.hcl:2 `local.b`: Cycle of locals: local.a → local.b → local.c → local.a: a local cannot be computed from itself. local.a uses local.b at main.pkr.hcl:2; local.b uses local.c at main.pkr.hcl:3; local.c uses local.a at main.pkr.hcl:6. Break the circle at one of these places.",
    ]);
  });

  test("of one", async () => {
    expect(await problems("locals {\n  a = local.a\n}\n")).toEqual([
      "error main.pkr.hcl:2 `local.a`: Cycle of locals: local.a → local.a: a local cannot be computed from itself. local.a uses local.a at main.pkr.hcl:2. Break the circle at one of these places.",
    ]);
  });

  test("leave out the way into them", async () => {
    const [problem] = await problems("locals {\n  start = local.a\n  a = local.b\n  b = local.a\n}\n");
    expect(problem).toMatch(/Cycle of locals: local\.a → local\.b → local\.a: /);
  });
});

describe("circles of any size", () => {
  const ring = (length: number, use: (next: number) => string) =>
    problems(`locals {\n${Array.from({ length }, (_, at) => `  l${at} = ${use((at + 1) % length)}\n`).join("")}}\n`);

  test("longer than the call stack is deep are told in short", async () => {
    const [problem, ...others] = await ring(20_000, (next) => `local.l${next}`);
    expect(others).toEqual([]);
    expect(problem).toContain("local.l0 → local.l1 → ");
    expect(problem).toContain("→ local.l11 → 19988 more → local.l0: a local cannot be computed from itself. ");
    expect(problem!.length).toBeLessThan(1500);
  });

  test("by computed names end", async () => {
    expect(await ring(2, (next) => `local[format("l%d", ${next})]`)).toEqual([
      'error main.pkr.hcl:2 `local[format("l%d", 1)]`: Cycle of locals: local.l0 → local.l1 → local.l0: a local cannot be computed from itself. local.l0 uses local.l1 at main.pkr.hcl:2; local.l1 uses local.l0 at main.pkr.hcl:3. Break the circle at one of these places.',
    ]);
    expect(await ring(20_000, (next) => `local[format("l%d", ${next})]`)).not.toEqual([]);
  });
});

describe("mistakes", () => {
  test("a local that is not declared", async () => {
    expect(await problems("locals {\n  name = 1\n  b = local.nam\n}\n")).toEqual([
      'error main.pkr.hcl:3 `nam`: Unsupported attribute: There is no local "nam". Did you mean "name"? There are: b, name.',
    ]);
  });

  test("two of one name", async () => {
    expect(await problems('locals {\n  a = 1\n}\nlocal "a" {\n  expression = 2\n}\n')).toEqual([
      'error main.pkr.hcl:4 `local "a"`: Duplicate local definition: The local "a" is already defined at main.pkr.hcl:2. Give one of them another name.',
    ]);
  });

  test("a name that no expression could write", async () => {
    expect(await problems('local "1 a" {\n  expression = 2\n}\n')).toEqual([
      'error main.pkr.hcl:1 `"1 a"`: Invalid local name: "1 a" cannot be a local\'s name. A name begins with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.',
    ]);
  });

  test("no expression", async () => {
    expect(await problems('local "a" {\n  sensitiv = true\n}\n')).toEqual([
      'error main.pkr.hcl:2 `sensitiv`: Unsupported argument: An argument named "sensitiv" is not expected here. Did you mean "sensitive"?',
      'error main.pkr.hcl:1 `local "a"`: Missing required argument: The argument "expression" is required, but it is not set.',
    ]);
  });

  test("a block among locals", async () => {
    expect(await problems("locals {\n  a {\n  }\n}\n")).toEqual([
      'error main.pkr.hcl:2 `a`: Unsupported block type: Blocks of type "a" are not expected here.',
    ]);
  });

  test("one wrong local does not spoil those that use it", async () => {
    expect(await problems('locals {\n  a = upper(no_such)\n  b = "${local.a}!"\n}\n')).toHaveLength(1);
  });
});
