import { join } from "node:path";
import { requires } from "@ingot/testing";
import { bin, type Workplace, workplace } from "./ingot.test-fixtures.js";

const driver = join(__dirname, "prompts.test-fixtures.py");

const template = `source "file" "a" {
  content = "x"
  target  = "a.txt"
}
build {
  sources = ["source.file.a"]
  provisioner "shell-local" {
    inline = ["echo once >> tries", "test -e mended"]
  }
}
`;

const question =
  "[c] Clean up and exit, [a] abort without cleanup, or [r] retry step (build may fail even if retry succeeds)?";

let place: Workplace;
beforeEach(() => {
  place = workplace({ "a.pkr.hcl": template });
});
afterEach(() => place[Symbol.dispose]());

type Answer = readonly [question: string, typed: string];

/** \u0003 is Ctrl-C, \u0004 is Ctrl-D. */
async function onTerminal(answers: readonly Answer[], ...args: string[]) {
  const { code, out, err } = await place.run(
    "python3",
    driver,
    JSON.stringify(answers),
    process.execPath,
    bin,
    "build",
    ...args,
    "a.pkr.hcl",
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as { readonly text: string; readonly code: number };
}

const tries = () => place.read("tries").split("\n").length - 1;
const ask = (...answers: Answer[]) => onTerminal(answers, "-on-error=ask");
const debug = (...answers: Answer[]) => onTerminal(answers, "-debug");

requires("python3", "python3")("questions on a terminal", () => {
  test("-on-error=ask says what failed, asks on a line of its own, and cleans up", async () => {
    const { text, code } = await ask([question, "c\r"]);
    expect(code).toBe(1);
    expect(text).toContain(`
==> file.a: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]
==> file.a: Step "provision shell-local" failed
${question} c
Build 'file.a' errored after `);
    expect(tries()).toBe(1);
  });

  test("with -machine-readable nothing is asked", async () => {
    const { text, code } = await onTerminal([], "-on-error=ask", "-machine-readable");
    expect({ code, tries: tries() }).toEqual({ code: 1, tries: 1 });
    expect(text).not.toContain("[c]");
  });

  test("r tries the step again, as often as one likes", async () => {
    const { text, code } = await ask([question, "r\r"], [question, "r\r"], [question, "c\r"]);
    expect({ code, tries: tries() }).toEqual({ code: 1, tries: 3 });
    expect(text.split(question)).toHaveLength(4);
  });

  test("a leaves things as they are, and says so", async () => {
    const { text, code } = await ask([question, "a\r"]);
    expect(code).toBe(1);
    expect(text).toContain("The build failed, aborting...");
  });

  test("the end of the input is the default answer, and the next line begins at the left", async () => {
    const { text, code } = await ask([question, "\u0004"]);
    expect(code).toBe(1);
    expect(text).toContain(`${question} \nBuild 'file.a' errored after `);
  });

  test("Ctrl-C at the question cancels", async () => {
    const { text, code } = await ask([question, "\u0003"]);
    expect(code).toBe(1);
    expect(text).toContain("Cancelling build after receiving interrupt");
    expect(text).toContain("Build 'file.a' was cancelled after ");
    expect(text).toContain("Cleanly cancelled builds after being interrupted.");
  });

  test("-debug waits for Enter at each step", async () => {
    place.write({ mended: "" });
    const { text, code } = await debug(
      ["Pausing after run of step 'start'. Press enter to continue. ", "\r"],
      ["Pausing before the next provisioner . Press enter to continue. ", "\r"],
      ["Pausing after run of step 'provision shell-local'. Press enter to continue. ", "\r"],
      ["Pausing after run of step 'save'. Press enter to continue. ", "\r"],
    );
    expect(text).toContain("Debug mode enabled. Builds will not be parallelized.\n");
    expect({ code, tries: tries() }).toEqual({ code: 0, tries: 1 });
    expect(place.read("a.txt")).toBe("x");
  });

  test("-debug waits for Enter before what failed is cleaned up, and says what it is", async () => {
    const { text, code } = await debug(
      ["Pausing after run of step 'start'. Press enter to continue. ", "\r"],
      ["Pausing before the next provisioner . Press enter to continue. ", "\r"],
      ["Pausing before the clean-up. Press enter to continue. ", "\r"],
    );
    expect(code).toBe(1);
    const error = "==> file.a: Script exited with non-zero exit status: 1. Allowed exit codes are: [0]\n";
    expect(text).toContain(
      `${error}Pausing before the clean-up. Press enter to continue. \nBuild 'file.a' errored after `,
    );
  });

  test("a breakpoint waits for Enter, and Ctrl-C there cancels", async () => {
    const marked = template.replace(
      "  provisioner",
      '  provisioner "breakpoint" {\n    note = "look"\n  }\n  provisioner',
    );
    place.write({ mended: "", "a.pkr.hcl": marked });
    const pause = "Press enter to continue. ";
    const { text, code } = await onTerminal([[pause, "\r"]]);
    expect(text).toContain(`==> file.a: Pausing at breakpoint provisioner with note "look".\n${pause}\n`);
    expect({ code, tries: tries() }).toEqual({ code: 0, tries: 1 });
    const cancelled = await onTerminal([[pause, "\u0003"]]);
    expect(cancelled.code).toBe(1);
    expect(cancelled.text).toContain("Build 'file.a' was cancelled after ");
    expect(tries()).toBe(1);
  });

  test("breakpoints of builds side by side wait one after the other", async () => {
    const two = template
      .replace("build {", 'source "null" "b" {\n  communicator = "none"\n}\nbuild {')
      .replace('["source.file.a"]', '["source.file.a", "source.null.b"]')
      .replace("  provisioner", '  provisioner "breakpoint" {}\n  provisioner');
    place.write({ mended: "", "a.pkr.hcl": two });
    const pause = "Press enter to continue. ";
    const { text, code } = await onTerminal([
      [pause, "\r"],
      [pause, "\r"],
    ]);
    expect(text.split(pause)).toHaveLength(3);
    expect({ code, tries: tries() }).toEqual({ code: 0, tries: 2 });
  });

  test("Ctrl-C at a pause cancels, and nothing of the build is left", async () => {
    const { text, code } = await debug(["Pausing after run of step 'start'. Press enter to continue. ", "\u0003"]);
    expect(code).toBe(1);
    expect(text).toContain("\nCancelling build after receiving interrupt\n");
    expect(text).toContain("Build 'file.a' was cancelled after ");
    expect(place.exists("tries")).toBe(false);
    expect(place.exists("a.txt")).toBe(false);
  });

  test("a secret answer is not shown", async () => {
    const terminal = join(__dirname, "../../dist/process-terminal.js");
    const program = `import { processTerminal } from "${terminal}";
const answer = await processTerminal(false).ask("Code:", { signal: new AbortController().signal, isSecret: true });
console.log(answer === "s3cret" ? "right" : "wrong");`;
    const answers = JSON.stringify([["Code: ", "s3cret\r"]]);
    const node = [process.execPath, "--input-type=module", "-e", program];
    const { out } = await place.run("python3", driver, answers, ...node);
    expect(JSON.parse(out)).toEqual({ text: "Code: \nright\n", code: 0 });
  });
});
