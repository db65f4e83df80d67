import type { ComponentLoader, Host } from "@ingot/core";
import type { FlagSpecs, FlagValues } from "./flags.js";
import type { Terminal } from "./terminal.js";

/** What a command gets besides its flags. Nothing it uses is ambient. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly host: Host;
  readonly components: readonly ComponentLoader[];
  /** `-machine-readable`, which may stand anywhere on the command line. */
  readonly machineReadable: boolean;
  /** Aborted by the first interrupt; its reason is a text for people. */
  readonly signal: AbortSignal;
}

export interface Command<S extends FlagSpecs = FlagSpecs> {
  readonly name: string;
  /** What follows the name: "[options] TEMPLATE". */
  readonly synopsis: string;
  /** Some sentences for `-help`. */
  readonly description: string;
  readonly flags: S;
  /** How many positional arguments it takes. */
  readonly positional: { readonly minimum: number; readonly maximum: number };
  /** Resolves with the exit code. */
  run(flags: FlagValues<S>, positional: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** A command whose flags' types are inferred. Who calls it knows only that its flags are those which `flags` describes. */
export const defineCommand = <const S extends FlagSpecs>(command: Command<S>): Command => command as unknown as Command;
