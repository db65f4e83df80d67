import type { RunEvent } from "@ingot/core";
import { type Diagnostic, renderDiagnostic } from "@ingot/hcl";
import type { Terminal } from "../terminal.js";
import { Colours } from "./colours.js";
import { asItIs, type Redact, type Renderer } from "./renderer.js";
import { Summary } from "./summary.js";
import { type UiLine, uiLines } from "./ui-lines.js";

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

  async event(event: RunEvent): Promise<void> {
    if (event.type === "run-started") await this.#introduce(event.builds);
    for (const line of [...uiLines(event), ...this.#summary.lines(event)]) await this.#print(line);
  }

  async diagnostic(diagnostic: Diagnostic, redact: Redact = asItIs): Promise<void> {
    const { colour, width } = this.#terminal;
    await this.#terminal.err(`${redact(renderDiagnostic(diagnostic, { color: colour, width }))}\n`);
  }

  async #introduce(builds: readonly string[]): Promise<void> {
    this.#colours = new Colours(builds);
    if (!this.#terminal.colour) return;
    for (const build of builds)
      await this.#print({ kind: "say", build, text: `${build}: output will be in this color.` });
    await this.#terminal.out("\n");
  }

  async #print({ kind, text, build, fromMachine }: UiLine): Promise<void> {
    const stamped = this.#timestamp && build !== undefined ? `${this.#timestamp()}: ${text}` : text;
    const shown = this.#terminal.colour ? this.#colours.paint(stamped, build, kind === "error") : stamped;
    if (kind === "error" && !fromMachine) await this.#terminal.err(`${shown}\n`);
    else await this.#terminal.out(`${shown}\n`);
  }
}
