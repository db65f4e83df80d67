import type { ReadEvent, RunEvent } from "@ingot/core";
import type { Diagnostic, FindSecrets } from "@ingot/hcl";

/** Makes of events what a person or a program reads. */
export interface Renderer {
  /** Undefined where there is nothing to wait for: a run of a million lines must not make a million promises. */
  event(event: RunEvent): void | Promise<void>;
  /** A sentence or more of a command's own, for people. */
  say(text: string): void | Promise<void>;
  /** For programs: what the next sentence says, as a type and its data. */
  row?(row: readonly [type: string, ...data: string[]]): void | Promise<void>;
  /** What is wrong with the template, before or outside a run. `secrets` is for the lines of the template that are shown with it. */
  diagnostic(diagnostic: Diagnostic, secrets?: FindSecrets): Promise<void>;
  /** What is read from outside while the template is loaded. */
  read?(event: ReadEvent): void;
}

export const noSecrets: FindSecrets = () => [];
