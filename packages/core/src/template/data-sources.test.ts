import { readFile } from "node:fs/promises";
import { toPlain } from "@ingot/hcl";
import { loaderOf } from "@ingot/testing";
import * as z from "zod";
import type { ReadEvent } from "../events.js";
import { defineDataSource } from "../plugin.js";
import { echo, stores } from "./data-sources.test-fixtures.js";
import { type LoadSetting, load } from "./load.test-fixtures.js";
import { valueText } from "./value-text.js";

/** A gate that several wait at until all of them are there. */
function meeting(size: number): () => Promise<void> {
  let arrive = () => {};
  const all = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let present = 0;
  return () => {
    present += 1;
    if (present === size) arrive();
    return all;
  };
}

const data = (name: string, text: string) => `data "echo" "${name}" {\n  text = ${text}\n}\n`;

async function localsOf(text: string, setting: LoadSetting) {
  const { template, problems } = await load(text, setting);
  expect(problems).toEqual([]);
  return Object.fromEntries(
    [...template!.locals].map(([name, { value }]) => [name, value.isWhollyKnown ? toPlain(value) : "unknown"]),
  );
}

const local = (expressions: Readonly<Record<string, string>>) =>
  `locals {\n${Object.entries(expressions)
    .map(([name, text]) => `  ${name} = ${text}\n`)
    .join("")}}\n`;

describe("one graph with locals", () => {
  test("each uses the other, in any order, and each data source is read once", async () => {
    const { component, read } = echo();
    const text = [
      local({
        end: '"${data.echo.second.text}!"',
        start: '"a"',
        all: "[local.end, data.echo.second.length, data.echo.first.text]",
      }),
      data("second", '"${local.middle}c"'),
      local({ middle: '"${data.echo.first.text}b"' }),
      data("first", "local.start"),
    ].join("");
    expect(await localsOf(text, { components: [component] })).toEqual({
      start: "a",
      middle: "ab",
      end: "abc!",
      all: ["abc!", 3, "a"],
    });
    expect(read).toEqual(["a", "abc"]);
  });

  test("independent ones are read side by side, and a chain does not wait for another chain", async () => {
    const both = meeting(2);
    const later = meeting(2);
    const { component } = echo((text) => (text === "slow" || text === "x2" ? later() : both()));
    const text = `${data("a", '"x"')}${data("b", '"y"')}${data("c", '"slow"')}${data("d", '"${data.echo.a.text}2"')}${local({ d: "data.echo.d.text" })}`;
    expect(await localsOf(text, { components: [component] })).toEqual({ d: "x2" });
  });

  test("names may be computed", async () => {
    const { component } = echo();
    const text = `${data("a", '"x"')}${local({ t: '"echo"', v: 'data[local.t]["a"].text', n: '[for n, each in data.echo : "${n}=${each.length}"]' })}`;
    expect(await localsOf(text, { components: [component] })).toEqual({ t: "echo", v: "x", n: ["a=1"] });
  });

  test("one that nothing refers to is read too, as with Packer", async () => {
    const { component, read } = echo();
    await load(data("alone", '"x"'), { components: [component] });
    expect(read).toEqual(["x"]);
  });

  test("what differs at each evaluation is read once all the same", async () => {
    const { component, read } = echo();
    const text = `${data("a", '"x"')}${data("b", '"${uuidv4()}${data.echo.a.text}"')}${local({ v: "data.echo.b.length", w: "uuidv4() == local.id", id: "uuidv4()" })}`;
    expect(await localsOf(text, { components: [component] })).toMatchObject({ v: 37, w: false });
    expect(read).toHaveLength(2);
  });

  test("builds take their names and their sources from data", async () => {
    const { component } = echo();
    const text = `${data("a", '"web"')}source "null" "x" {\n}\nbuild {\n  name = data.echo.a.text\n  dynamic "source" {\n    for_each = [data.echo.a.text]\n    labels   = ["null.x"]\n    content {\n      name = source.value\n    }\n  }\n}\n`;
    const { template, problems } = await load(text, { components: [component] });
    expect(problems).toEqual([]);
    expect(template!.builds[0]).toMatchObject({ name: "web", sources: [{ localName: "web" }] });
  });

  test("a thousand in a chain", async () => {
    const { component, read } = echo();
    const chain = Array.from({ length: 900 }, (_, at) =>
      data(`d${at}`, at === 0 ? '"x"' : `data.echo.d${at - 1}.text`),
    );
    expect(
      await localsOf(chain.reverse().join("") + local({ v: "data.echo.d899.text" }), { components: [component] }),
    ).toEqual({ v: "x" });
    expect(read).toHaveLength(900);
  });
});

test("in JSON too", async () => {
  const { component, read } = echo();
  const json = {
    data: { echo: { b: { text: "${local.a}b" }, a: { text: "a", tags: { k: "v" } } } },
    locals: { a: "${data.echo.a.text}", all: "${data.echo.b.text} ${data.echo.a.tags.k}" },
  };
  const { template, problems } = await load({ "main.pkr.json": JSON.stringify(json) }, { components: [component] });
  expect([problems, toPlain(template!.locals.get("all")!.value), read]).toEqual([[], "ab v", ["a", "ab"]]);
});

describe("circles", () => {
  test("through data sources and locals name the whole way", async () => {
    const { component, read } = echo();
    const text = `${data("a", "local.x")}${local({ x: '"${data.echo.b.text}!"' })}${data("b", "data.echo.a.text")}`;
    expect((await load(text, { components: [component] })).problems).toEqual([
      "error main.pkr.hcl:2 `local.x`: Cycle of locals and data sources: data.echo.a → local.x → data.echo.b → data.echo.a: a value cannot be computed from itself. data.echo.a uses local.x at main.pkr.hcl:2; local.x uses data.echo.b at main.pkr.hcl:5; data.echo.b uses data.echo.a at main.pkr.hcl:8. Break the circle at one of these places.",
    ]);
    expect(read).toEqual([]);
  });

  test("of one with itself", async () => {
    const { problems } = await load(data("a", "data.echo.a.text"), { components: [echo().component] });
    expect(problems).toEqual([
      "error main.pkr.hcl:2 `data.echo.a.text`: Cycle of locals and data sources: data.echo.a → data.echo.a: a value cannot be computed from itself. data.echo.a uses data.echo.a at main.pkr.hcl:2. Break the circle at one of these places.",
    ]);
  });

  test("two data sources of one type are no circle because a local uses both", async () => {
    const { component } = echo();
    const text = `${data("a", '"x"')}${data("b", "local.x")}${local({ x: "data.echo.a.text", y: "data.echo.b.text" })}`;
    expect(await localsOf(text, { components: [component] })).toEqual({ x: "x", y: "x" });
  });
});

describe("mistakes", () => {
  const problems = async (text: string, setting: LoadSetting = {}) =>
    (await load(text, { components: [echo().component], ...setting })).problems;

  test("a type that does not exist", async () => {
    expect(await problems(`data "ecko" "a" {\n}\n${local({ v: "data.ecko.a.text" })}`)).toEqual([
      'error main.pkr.hcl:1 `"ecko"`: Unknown data source type: There is no data source of the type "ecko". Did you mean "echo"? Ingot has these: echo.',
    ]);
  });

  test("a name twice, and a name that is none", async () => {
    expect(await problems(`${data("a", '"x"')}${data("a", '"y"')}${data("a b", '"z"')}`)).toEqual([
      'error main.pkr.hcl:4 `data "echo" "a"`: Duplicate data block: data.echo.a is already declared at main.pkr.hcl:1. Give one of them another name.',
      'error main.pkr.hcl:7 `"a b"`: Invalid data source name: "a b" cannot be a data source\'s name. A name begins with a letter or an underscore, and goes on with letters, digits, underscores and hyphens.',
    ]);
  });

  test("an argument that there is not, one that is missing, an attribute that there is not", async () => {
    expect(
      [
        ...(await problems(`data "echo" "a" {\n  txt = "x"\n}\n${local({ v: "data.echo.a.body", w: "data.echo.b" })}`)),
      ].sort(),
    ).toEqual(
      [
        'error main.pkr.hcl:2 `txt`: Unsupported argument: An argument named "txt" is not expected here. Did you mean "text"?',
        'error main.pkr.hcl:5 `body`: Unsupported attribute: This object has no attribute "body". It has: length, tags, text.',
        'error main.pkr.hcl:6 `b`: Unsupported attribute: This object has no attribute "b". Did you mean "a"? It has: a.',
      ].sort(),
    );
  });

  test("a failure is told once, at the block, and spoils nothing else", async () => {
    const failing = echo(async () => {
      throw new Error("The other end is down");
    });
    const text = `${data("a", '"x"')}${data("b", "data.echo.a.text")}${local({ v: "upper(data.echo.b.text)", l: "data.echo.a.length + 1" })}`;
    expect(await problems(text, { components: [failing.component] })).toEqual([
      'error main.pkr.hcl:1 `data "echo" "a"`: Data source not read: data.echo.a could not be read: The other end is down.',
    ]);
    expect(failing.read).toEqual(["x"]);
  });

  test("what a file system refuses is told in full", async () => {
    const failing = echo(async (text) => void (await readFile(text)));
    expect(await problems(data("a", '"/no/such"'), { components: [failing.component] })).toEqual([
      'error main.pkr.hcl:1 `data "echo" "a"`: Data source not read: data.echo.a could not be read: Cannot open "/no/such": it does not exist. Create it, or correct the path.',
    ]);
  });

  test("an output that its schema does not have is the component's fault", async () => {
    const wrong = defineDataSource({
      ...{ type: "echo", description: "It is wrong.", config: z.object({}), output: z.object({ n: z.number() }) },
      read: async () => ({ n: "one" }) as never,
    });
    expect(await problems('data "echo" "a" {\n}\n', { components: [loaderOf(wrong)] })).toEqual([
      'error main.pkr.hcl:1 `data "echo" "a"`: Data source not read: data.echo.a could not be read: data.echo.a gave something other than it declares. That is a fault of the data source.',
    ]);
  });
});

test("for a template that is known to be wrong nothing is read", async () => {
  const { component, read } = echo();
  const asked: string[] = [];
  const components = [component, ...stores({}, asked)];
  const text = `variable "v" {\n}\n${data("a", '"x"')}${local({ v: 'consul_key("k")', w: "data.echo.a.length.x" })}`;
  const { problems } = await load(text, { components });
  expect(problems.map((problem) => /: ([A-Z][a-z ]+): /.exec(problem)![1])).toEqual([
    "Unset variable",
    "Unsupported attribute",
  ]);
  expect([read, asked]).toEqual([[], []]);
});

describe("without reading", () => {
  test("outputs are unknown, and of their types", async () => {
    const { component, read } = echo();
    const text = `${data("a", '"x"')}${local({ v: "data.echo.a.text", n: "data.echo.a.length + 1", wrong: "data.echo.a.length.x", worse: "data.echo.a.nope" })}`;
    const { template, problems } = await load(text, { components: [component], skipReading: true });
    expect(problems).toEqual([
      "error main.pkr.hcl:7 `x`: Unsupported attribute: This value is a number, which has no attributes.",
      'error main.pkr.hcl:8 `nope`: Unsupported attribute: This object has no attribute "nope". It has: length, tags, text.',
    ]);
    expect(["v", "n"].map((name) => template!.locals.get(name)!.value.type.kind)).toEqual(["string", "number"]);
    expect([read, template!.outside.isUnread]).toEqual([[], true]);
  });

  test("a template that reads nothing lacks nothing", async () => {
    const { template } = await load(local({ a: "1" }), { skipReading: true });
    expect(template!.outside.isUnread).toBe(false);
  });

  test("functions that ask systems outside are not called either", async () => {
    const asked: string[] = [];
    const { template, problems } = await load(local({ v: 'vault("a", "b")' }), {
      components: stores({}, asked),
      skipReading: true,
    });
    expect([problems, asked, template!.locals.get("v")!.value.isKnown]).toEqual([[], [], false]);
  });
});

describe("functions that ask systems outside", () => {
  const content = {
    "secret/app": { user: "u-secret", password: "p4ss-word" },
    version: "1.2.3-consul",
    aws: '{"k":"v-aws"}',
  };

  test("in locals, data sources, rules of variables and names of builds; each name is asked for once", async () => {
    const asked: string[] = [];
    const { component, read } = echo();
    const text = `variable "v" {\n  default = "p4ss-word"\n  validation {\n    condition     = var.v == vault("secret/app", "password")\n    error_message = "It must be the password."\n  }\n}\n${data("a", 'consul_key("version")')}${local(
      {
        user: 'vault("secret/app", "user")',
        password: 'vault("secret/app", "password")',
        aws: 'aws_secretsmanager("aws")',
        a: "data.echo.a.text",
      },
    )}source "null" "x" {\n}\nbuild {\n  name    = consul_key("version")\n  sources = ["null.x"]\n}\n`;
    const { template, problems } = await load(text, { components: [component, ...stores(content, asked)] });
    expect(problems).toEqual([]);
    expect(asked.sort()).toEqual(["aws-secretsmanager aws", "consul version", "vault secret/app"]);
    expect(read).toEqual(["1.2.3-consul"]);
    expect(template!.builds[0]!.name).toBe("1.2.3-consul");
    expect([...template!.secrets].sort()).toEqual(["1.2.3-consul", "p4ss-word", "u-secret", "v-aws"]);
  });

  test("a rule that fails by such a value is told", async () => {
    const text = `variable "v" {\n  default = "other"\n  validation {\n    condition     = var.v == vault("secret/app", "password")\n    error_message = "It must be the password."\n  }\n}\n`;
    const { problems } = await load(text, { components: stores(content) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("Invalid value for variable: It must be the password.");
  });

  test("one within another, and in a data source's block that something else needs", async () => {
    const { component, read } = echo();
    const text = `${data("a", 'vault(consul_key("path"), "user")')}${local({ v: "data.echo.a.text" })}`;
    const all = { path: "secret/app", ...content };
    expect(await localsOf(text, { components: [component, ...stores(all)] })).toEqual({ v: "u-secret" });
    expect(read).toEqual(["u-secret"]);
  });

  test("what holds a secret that went in is sensitive when it comes out", async () => {
    const { component } = echo();
    const text = `${data("a", '"x-${vault("secret/app", "user")}"')}${data("b", '"plain"')}${local({ v: "data.echo.a.text", n: "data.echo.a.length", w: "data.echo.b.text" })}`;
    const { template } = await load(text, { components: [component, ...stores(content)] });
    const isSensitive = (name: string) => template!.locals.get(name)!.value.marksWithin.has("sensitive");
    expect(["v", "n", "w"].map(isSensitive)).toEqual([true, false, false]);
  });

  test("what a data source hides while it reads is sensitive in what it gives", async () => {
    const { component } = echo(async (text, { hide }) => hide(text === "s3cret" ? text : "another"));
    const text = `${data("a", '"s3cret"')}${data("b", '"plain"')}${local({ v: '"of ${data.echo.a.text}"', n: "data.echo.a.length", w: "data.echo.b.text" })}`;
    const { template } = await load(text, { components: [component] });
    const shown = [...template!.locals.values()].map(({ name, value }) => `${name} = ${valueText(value)}`);
    expect(shown).toEqual(["v = <sensitive>", "n = 6", "w = plain"]);
    expect([...template!.secrets]).toEqual(expect.arrayContaining(["s3cret", "another"]));
  });

  test("defaults of variables may not call them", async () => {
    const { problems } = await load('variable "v" {\n  default = vault("a", "b")\n}\n', {
      components: stores(content),
    });
    expect(problems[0]).toContain("main.pkr.hcl:2 `vault`");
  });

  test("a failure is told at the call", async () => {
    expect((await load(local({ v: 'consul_key("nope")' }), { components: stores(content) })).problems).toEqual([
      'error main.pkr.hcl:2 `"nope"`: Invalid function argument: The value for "key" of the function consul_key is not valid: Consul has no key "nope".',
    ]);
    expect((await load(local({ v: 'consul_key("nope")' }))).problems).toEqual([
      'error main.pkr.hcl:2 `consul_key("nope")`: Error in function call: The function consul_key failed: no client for it was given to this engine.',
    ]);
  });

  test("an argument that is another each time ends with an error", async () => {
    const { problems } = await load(local({ v: "consul_key(uuidv4())" }), { components: stores({}) });
    expect(problems[0]).toContain("more than 1000 different values are read from outside");
  });
});

describe("telling and cancelling", () => {
  test("each read is told of when it begins and ends, without its values", async () => {
    const events: ReadEvent[] = [];
    const { component } = echo(async (text) => {
      if (text === "bad") throw new Error("no");
    });
    const text = `${data("a", '"x"')}${data("b", '"bad"')}${local({ v: 'vault("secret/app", "user")' })}`;
    const components = [component, ...stores({ "secret/app": { user: "u" } })];
    await load(text, { components, onRead: (event) => void events.push(event) });
    const told = events.map(
      (event) => `${event.type} ${event.name}${event.type === "read-finished" ? ` ${event.ok}` : ""}`,
    );
    expect(told.sort()).toEqual([
      "read-finished data.echo.a true",
      "read-finished data.echo.b false",
      "read-finished vault() true",
      "read-started data.echo.a",
      "read-started data.echo.b",
      "read-started vault()",
    ]);
  });

  test("a listener that throws disturbs nobody", async () => {
    const onRead = () => {
      throw new Error("its own fault");
    };
    expect((await load(data("a", '"x"'), { components: [echo().component], onRead })).problems).toEqual([]);
  });

  test("an abort reaches every read, and the load rejects with its reason when they have ended", async () => {
    const controller = new AbortController();
    const ended: string[] = [];
    const { component } = echo(async (text, { signal }) => {
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        if (text === "y") controller.abort(new Error("Enough."));
      });
      ended.push(text);
      signal.throwIfAborted();
    });
    const loading = load(data("a", '"x"') + data("b", '"y"'), { components: [component], signal: controller.signal });
    await expect(loading).rejects.toThrow("Enough.");
    expect(ended.sort()).toEqual(["x", "y"]);
  });

  test("an abort before anything is read stops nothing but reading", async () => {
    const signal = AbortSignal.abort(new Error("Enough."));
    expect((await load(local({ a: "1" }), { signal })).problems).toEqual([]);
    await expect(load(data("a", '"x"'), { components: [echo().component], signal })).rejects.toThrow("Enough.");
  });
});
