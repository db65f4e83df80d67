import type { ReadEvent, RunEvent } from "@ingot/core";
import { type Diagnostic, type FindSecrets, renderDiagnostic } from "@ingot/hcl";
import type { Terminal } from "../terminal.js";
import { Colours } from "./colours.js";
import { noSecrets, type Renderer } from "./renderer.js";
import { machineText, shownText } from "./shown-text.js";
import { Summary } from "./summary.js";
import { readLines, type UiLine, uiLines } from "./ui-lines.js";

export interface PlainOptions {
  readonly terminal: Terminal;
  /** `-timestamp-ui`: gives the time that stands before each message. */
  readonly timestamp?: () => string;
}

/** Packer's lines. What builds and machines say goes to the output, what is wrong to the error output. */
export class PlainRenderer implements Renderer {
  readonly #terminal: Terminal;
  readonly #timestamp: (() => string) | undefined;
  readonly #summary = new Summary();
  #colours = new Colours([]);

  constructor({ terminal, timestamp }: PlainOptions) {
    this.#terminal = terminal;
    this.#timestamp = timestamp;
  }

  event(event: RunEvent): void | Promise<void> {
    if (event.type === "run-started") this.#introduce(event.builds);
    const lines = [...uiLines(event, this.#summary.begun), ...this.#summary.lines(event)];
    return lines.map((line) => this.#print(line)).at(-1);
  }

  say(text: string): void | Promise<void> {
    return this.#terminal.out(`${shownText(text)}\n`);
  }

  read(event: ReadEvent): void {
    for (const text of readLines(event)) void this.#terminal.err(`${shownText(text)}\n`);
  }

  async diagnostic(diagnostic: Diagnostic, secrets: FindSecrets = noSecrets): Promise<void> {
    const { colour, width } = this.#terminal;
    await this.#terminal.err(`${renderDiagnostic(diagnostic, { color: colour, width, secrets })}\n`);
  }

  #introduce(builds: readonly string[]): void {
    this.#colours = new Colours(builds);
    if (!this.#terminal.colour) return;
    for (const build of builds) this.#print({ kind: "say", build, text: `${build}: output will be in this color.` });
    this.#terminal.out("\n");
  }

  #print({ kind, text, build, fromMachine }: UiLine): void | Promise<void> {
    const safe = fromMachine ? machineText(text, this.#terminal.colour) : shownText(text);
    const stamped = this.#timestamp && build !== undefined ? `${this.#timestamp()}: ${safe}` : safe;
    const shown = this.#terminal.colour ? this.#colours.paint(stamped, build, kind === "error") : stamped;
    return kind === "error" && !fromMachine ? this.#terminal.err(`${shown}\n`) : this.#terminal.out(`${shown}\n`);
  }
}
