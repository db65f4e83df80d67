import type { ReadEvent, RunEvent } from "@ingot/core";
import { type Diagnostic, type FindSecrets, renderDiagnostic } from "@ingot/hcl";
import type { Terminal } from "../terminal.js";
import { noSecrets, type Renderer } from "./renderer.js";
import { machineText, shownText } from "./shown-text.js";
import { Summary } from "./summary.js";
import { type Row, readLines, type UiLine, uiLines } from "./ui-lines.js";

/** Packer's comma-separated lines: `timestamp,target,type,data…`, all on the output. */
export class MachineReadableRenderer implements Renderer {
  readonly #terminal: Terminal;
  readonly #now: () => Date;
  readonly #summary = new Summary();

  constructor(terminal: Terminal, now: () => Date) {
    this.#terminal = terminal;
    this.#now = now;
  }

  event(event: RunEvent): void | Promise<void> {
    return this.#print([...uiLines(event, this.#summary.begun), ...this.#summary.lines(event)].flatMap(rowsOf));
  }

  say(text: string): void | Promise<void> {
    return this.#print([["", "ui", "say", text]]);
  }

  row(row: readonly [type: string, ...data: string[]]): void | Promise<void> {
    return this.#print([["", ...row]]);
  }

  read(event: ReadEvent): void {
    for (const text of readLines(event)) void this.say(text);
  }

  async diagnostic(diagnostic: Diagnostic, secrets: FindSecrets = noSecrets): Promise<void> {
    const kind = diagnostic.severity === "error" ? "error" : "say";
    await this.#print([["", "ui", kind, renderDiagnostic(diagnostic, { secrets }).trimEnd()]]);
  }

  #print(rows: readonly Row[]): void | Promise<void> {
    if (rows.length === 0) return;
    const seconds = Math.floor(this.#now().getTime() / 1000);
    return this.#terminal.out(rows.map((row) => `${seconds},${row.map(escapeField).join(",")}\n`).join(""));
  }
}

function rowsOf({ kind, text, facts = [], fromMachine }: UiLine): readonly Row[] {
  return [...facts, ["", "ui", kind, fromMachine ? machineText(text, false) : text]];
}

const escapeField = (text: string): string =>
  shownText(text.replaceAll(",", "%!(PACKER_COMMA)").replaceAll("\r", "\\r").replaceAll("\n", "\\n"));
