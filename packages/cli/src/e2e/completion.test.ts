import { chmodSync } from "node:fs";
import { requires } from "@ingot/testing";
import { bin, type Workplace, workplace } from "./ingot.test-fixtures.js";
import { keys, onTerminal } from "./pseudo-terminal.test-fixtures.js";

jest.setTimeout(60_000);

const template = `variable "release" {
  description = "which one"
  default     = "bookworm"
}
source "null" "web" {
  communicator = "none"
}
source "null" "data" {
  communicator = "none"
}
build {
  name    = "site"
  sources = ["source.null.web", "source.null.data"]
}
`;

let place: Workplace;
const path = () => `${place.path("bin")}:${process.env.PATH}`;

beforeEach(() => {
  place = workplace({
    "bin/ingot": `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
    "images/web.pkr.hcl": template,
    "images/notes.txt": "",
    "images/broken.pkr.hcl.off": "",
    "values.pkrvars.hcl": "",
  });
  chmodSync(place.path("bin/ingot"), 0o755);
});

afterEach(() => place[Symbol.dispose]());

test.each(["bash", "zsh", "fish"])("the script for %s", async (shell) => {
  const { code, out, err } = await place.ingot("completion", shell);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`ingot completion ${shell}`);
});

test("another shell", async () => {
  expect(await place.ingot("completion", "tcsh")).toMatchObject({
    code: 1,
    err: 'Error: There is completion for bash, zsh and fish, not for "tcsh".\n',
  });
});

test("the callback: broken templates and absent ones have no names, and nothing is said of them", async () => {
  place.write({ "bad.pkr.hcl": "build {" });
  for (const file of ["bad.pkr.hcl", "absent.pkr.hcl", "."])
    expect(await place.ingot("complete", "1", "=build", "=-only=", `=${file}`)).toMatchObject({
      ...{ code: 0, out: "words\n", err: "" },
    });
});

test("the callback takes Packer's flag for programs as a word like others", async () => {
  const { out } = await place.ingot("complete", "2", "=build", "=-machine-readable", "=-only=", "=images");
  expect(out).toBe("words\n-only=site.null.web\t\n-only=site.null.data\t\n");
});

/** What is typed, and what then stands in place of its last part; bash takes words apart at "=". */
const lines: readonly (readonly [typed: string, completed: string])[] = [
  ["ingot bui", "build "],
  ["ingot plugins rem", "remove "],
  ["ingot build -parallel", "-parallel-builds="],
  ["ingot build -on-error=ab", "abort "],
  ["ingot build -on-error run", "run-cleanup-provisioner "],
  ["ingot build images/w", "images/web.pkr.hcl"],
  ["ingot build -var-file=val", "values.pkrvars.hcl"],
  ["ingot build images -only=site.null.w", "site.null.web "],
  ["ingot build images -only=site.null.web,site.null.d", "site.null.web,site.null.data "],
  ["ingot build images -var rel", "release="],
  ["ingot build images -var 'rel", "release="],
  ["ingot build images -var=rel", "release="],
];

requires("bash", "bash")("bash", () => {
  const start = (settings = "") => {
    place.write({ bashrc: `PS1='READY> '\n${settings}\nsource <(ingot completion bash)\n` });
    return onTerminal(place, ["bash", "--noprofile", "--rcfile", "bashrc", "-i"], { PATH: path() });
  };

  test.each(lines)("%s", async (typed, completed) => {
    const words = typed.split(/(?<==)|(?==)| /);
    const quotedWords = words.map((word) => `"${word}"`).join(" ");
    const script = `source <(ingot completion bash); COMP_LINE="${typed}" COMP_WORDS=(${quotedWords}) COMP_CWORD=${words.length - 1}; _ingot ingot; printf "%s\\n" "\${COMPREPLY[@]}"`;
    const { out } = await place.start("bash", ["-c", script], { PATH: path() }).ended;
    expect(out).toBe(`${completed}\n`);
  });

  test("in the middle of a line, where the template comes after the cursor", async () => {
    using shell = start("bind 'set show-all-if-ambiguous on'");
    await shell.shows("READY> ");
    shell.type(`ingot build -only= images${"\u001b[D".repeat(" images".length)}${keys.tab}`);
    await shell.shows("site.null.data");
    await shell.shows("site.null.web");
  });

  test("offers folders and templates only where a template is wanted", async () => {
    const { out } = await place.start(
      "bash",
      [
        "-c",
        'source <(ingot completion bash); COMP_LINE="ingot build images/" COMP_WORDS=(ingot build images/) COMP_CWORD=2; _ingot ingot; printf "%s\\n" "${COMPREPLY[@]}"',
      ],
      { PATH: path() },
    ).ended;
    expect(out).toBe("images/web.pkr.hcl\n");
  });
});

requires("zsh", "zsh")("zsh", () => {
  test("completes what is typed", async () => {
    place.write({
      ".zshrc":
        "PS1='READY> '\nunsetopt prompt_sp\nautoload -U compinit\ncompinit -u -D\nsource <(ingot completion zsh)\n",
    });
    using shell = onTerminal(place, ["zsh", "-d", "-i"], { PATH: path(), ZDOTDIR: place.directory });
    await shell.shows("READY> ");
    shell.type(`ingot build images -only=site.null.w${keys.tab}`);
    await shell.shows("site.null.web");
  });
});

requires("fish", "fish")("fish", () => {
  const complete = async (line: string) => {
    const script = `source (ingot completion fish | psub); complete -C "${line}"`;
    const { out } = await place.start("fish", ["--no-config", "-c", script], { PATH: path() }).ended;
    return out.trimEnd().split("\n");
  };

  test.each([
    ["ingot pla", ["plan\tshow what a build would do"]],
    ["ingot build -force=", ["-force=false", "-force=true"]],
    ["ingot build images -only=site.null.w", ["-only=site.null.web"]],
    ["ingot build images -only site.null.", ["site.null.data", "site.null.web"]],
    ["ingot build images -var rel", ["release=\twhich one"]],
    ["ingot build images/w", ["images/web.pkr.hcl"]],
    ["ingot build -var-file=val", ["-var-file=values.pkrvars.hcl"]],
  ])("%s", async (line, offered) => {
    expect((await complete(line)).sort()).toEqual(offered);
  });
});
