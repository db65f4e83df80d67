import { readFileSync } from "node:fs";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { codeBlocks } from "./documentation.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";
import { ingotOnTerminal, keys } from "./pseudo-terminal.test-fixtures.js";

const template = `variable "name" {
  default = "web"
}
variable "password" {
  default   = "hunter2"
  sensitive = true
}
locals {
  image = { tag = "stable", target = "amd64" }
}
`;

let place: Workplace;
beforeAll(() => {
  place = workplace({ "a.pkr.hcl": template });
});
afterAll(() => place[Symbol.dispose]());

const enter = (text: string) => text + keys.enter;

/** The session in the documentation: what is typed, after its prompts, and all that is shown. */
function documentedSession() {
  const blocks = codeBlocks(readFileSync(join(__dirname, "../../../../docs/cli.md"), "utf8"));
  const [template, session] = [blocks.find(({ file }) => file === "web.pkr.hcl"), blocks.find(isSession)];
  const shown = session!.text.split("\n").slice(1).join("\n");
  return { template: template!.text, shown, typed: shown.match(/(?<=^[>…] ).*/gm)! };
}

const isSession = ({ language }: { readonly language: string }) => language === "console";

requires("python3", "python3")("ingot console on a terminal", () => {
  async function session() {
    const terminal = ingotOnTerminal(place, "console", "a.pkr.hcl");
    await terminal.shows("> ");
    /** Enters a line; resolves with what is shown from its echo to the next prompt. */
    const answerTo = async (line: string, prompt = "\n> ") => {
      terminal.type(enter(line));
      await terminal.shows(`${line}\n`);
      return (await terminal.shows(prompt)).slice(0, -prompt.length);
    };
    return { ...terminal, answerTo };
  }

  test("values are shown, mistakes are told and end nothing, exit leaves", async () => {
    using terminal = await session();
    const { answerTo, type, code } = terminal;
    expect(await answerTo("upper(var.name)")).toBe("WEB");
    expect(await answerTo("var.nmae")).toBe(`Error: Unsupported attribute

  on <console-input> line 1:
   1: var.nmae
          ^^^^

This object has no attribute "nmae". Did you mean "name"? It has: name,
password.
`);
    expect(await answerTo("var.password")).toBe("<sensitive>");
    expect(await answerTo("[var.name]")).toBe('[\n  "web",\n]');
    expect(await answerTo("type(local.image)")).toBe("object({tag=string,target=string})");
    type(enter("exit"));
    expect(await code).toBe(0);
  });

  test("an expression goes on in the next line until its brackets are closed", async () => {
    using terminal = await session();
    const { answerTo, type, code } = terminal;
    expect(await answerTo("[1,", "… ")).toBe("");
    expect(await answerTo("2]")).toBe("[\n  1,\n  2,\n]");
    expect(await answerTo("<<E", "… ")).toBe("");
    expect(await answerTo("${var.name}", "… ")).toBe("");
    expect(await answerTo("E")).toBe("web\n");
    type(keys.end);
    expect(await code).toBe(0);
  });

  test("an empty line ends what is unfinished with its mistake, Ctrl-C without a word", async () => {
    using terminal = await session();
    const { answerTo, shows, type, code } = terminal;
    expect(await answerTo("upper(", "… ")).toBe("");
    expect(await answerTo("")).toContain("Error: Unfinished function call");
    expect(await answerTo("[1,", "… ")).toBe("");
    type(`2${keys.interrupt}`);
    await shows("^C\n> ");
    type(`nonsense(${keys.interrupt}`);
    await shows("^C\n> ");
    expect(await answerTo("1 + 1")).toBe("2");
    type(keys.interrupt);
    await shows("^C\n");
    expect(await code).toBe(0);
  });

  test("arrow up brings a line back, Tab completes", async () => {
    using terminal = await session();
    const { answerTo, shows, type, code } = terminal;
    expect(await answerTo("1 + 41")).toBe("42");
    type(keys.up);
    await shows("1 + 41");
    type(keys.enter);
    await shows("42\n> ");
    type(`local.im${keys.tab}`);
    await shows("local.image");
    type(`.t${keys.tab}`);
    await shows(".ta");
    type(keys.tab);
    await shows("target");
    type(enter("g"));
    await shows("stable\n> ");
    type(`parsei${keys.tab}`);
    await shows("parseint(");
    type(keys.interrupt + keys.end);
    expect(await code).toBe(0);
  });

  test("shows what the documentation says", async () => {
    const { template, shown, typed } = documentedSession();
    place.write({ "web.pkr.hcl": template });
    using terminal = ingotOnTerminal(place, "console", "web.pkr.hcl");
    let screen = "";
    for (const line of typed) {
      const prompt = line.startsWith('"') ? "… " : "> ";
      screen += await terminal.shows(screen === "" ? prompt : `\n${prompt}`);
      terminal.type(enter(line));
    }
    expect(await terminal.code).toBe(0);
    expect(screen + (await terminal.shows("exit\n"))).toBe(shown);
  });

  test("lines that are pasted are answered one after another", async () => {
    using terminal = await session();
    const { shows, type, code } = terminal;
    type("10 + 1\r[2,\r3]\rexit\r");
    await shows("11\n");
    await shows("[\n  2,\n  3,\n]\n");
    expect(await code).toBe(0);
  });

  test("messages fit a terminal that was resized", async () => {
    using terminal = await session();
    const { answerTo, resize, shows, type, code } = terminal;
    resize(40);
    await shows("> "); // it is drawn anew
    expect(await answerTo("nope(1)")).toBe(`Error: Call to unknown function

  on <console-input> line 1:
   1: nope(1)
      ^^^^

There is no function named "nope".
`);
    expect(await answerTo("var.password.x")).toContain("This value is a string, which has no\nattributes.\n");
    type(keys.end);
    expect(await code).toBe(0);
  });

  test("a terminal that does not know its size is as wide as most", async () => {
    using terminal = await session();
    const { answerTo, resize, shows, type, code } = terminal;
    resize(0);
    await shows("> ");
    expect(await answerTo("var.password.x")).toContain("This value is a string, which has no attributes.\n");
    type(keys.end);
    expect(await code).toBe(0);
  });
});
