import { diagnosticJson, type ReadEvent, type RunEvent } from "@ingot/core";
import type { Diagnostic, FindSecrets } from "@ingot/hcl";
import type { Terminal } from "../terminal.js";
import { noSecrets, type Renderer } from "./renderer.js";

/** `--json`: one event a line, exactly as the library gives it. Diagnostics before a run have neither `seq` nor `runId`. */
export class NdjsonRenderer implements Renderer {
  readonly #terminal: Terminal;
  readonly #now: () => Date;

  constructor(terminal: Terminal, now: () => Date) {
    this.#terminal = terminal;
    this.#now = now;
  }

  event(event: RunEvent): void | Promise<void> {
    return this.#terminal.out(`${jsonLine(event)}\n`);
  }

  say(): void {} // sentences are for people

  read(event: ReadEvent): void {
    void this.#terminal.out(`${jsonLine(event)}\n`);
  }

  async diagnostic(diagnostic: Diagnostic, secrets: FindSecrets = noSecrets): Promise<void> {
    const line = {
      v: 1,
      time: this.#now().toISOString(),
      type: "diagnostic",
      diagnostic: diagnosticJson(diagnostic, secrets),
    };
    await this.#terminal.out(`${jsonLine(line)}\n`);
  }
}

/** JSON escapes most control characters of itself, but not those above ASCII, with which one can steer a terminal too. */
export const jsonLine = (data: unknown): string =>
  JSON.stringify(data).replace(/\p{Cc}/gu, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
