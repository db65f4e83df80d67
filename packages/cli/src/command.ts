import type { ComponentLoader, Host } from "@ingot/core";
import type { FlagSpecs, FlagValues } from "./flags.js";
import type { Log } from "./log.js";
import type { Terminal } from "./terminal.js";

/** What a command gets besides its flags. Nothing it uses is ambient. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly host: Host;
  readonly components: readonly ComponentLoader[];
  /** All that `ingot` can be told to do. */
  readonly commands: readonly CommandEntry[];
  /** `-machine-readable`, which may stand anywhere on the command line. */
  readonly machineReadable: boolean;
  /** Aborted by the first interrupt; its reason is a text for people. */
  readonly signal: AbortSignal;
  /** Where debug lines go; undefined where nobody asked for them. */
  readonly log: Log | undefined;
}

/** What completion offers for an argument. */
export type ArgumentKind = "template" | "path";

export interface Command<S extends FlagSpecs = FlagSpecs> {
  /** As it is called: "build", "plugins required". */
  readonly name: string;
  /** What follows the name: "[options] TEMPLATE". */
  readonly synopsis: string;
  /** Some sentences for `-help`. */
  readonly description: string;
  /** A command line to begin with, for `-help`. */
  readonly example: string;
  readonly flags: S;
  /** How many positional arguments it takes, and what they are. */
  readonly positional: {
    readonly minimum: number;
    readonly maximum: number;
    readonly kind?: ArgumentKind;
    readonly choices?: readonly string[];
  };
  /** Resolves with the exit code. */
  run(flags: FlagValues<S>, positional: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** A command that consists of commands: `ingot plugins required`. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandEntry[];
}

/** A command before its code is loaded. */
export interface CommandEntry {
  readonly name: string;
  /** Packer's other name for it. */
  readonly alias?: string;
  readonly summary: string;
  /** Called by programs only, so that no list shows it. */
  readonly hidden?: true;
  load(): Promise<Command | CommandGroup>;
}

export const isGroup = (loaded: Command | CommandGroup): loaded is CommandGroup => "commands" in loaded;

export const findEntry = (entries: readonly CommandEntry[], name: string): CommandEntry | undefined =>
  entries.find((entry) => entry.name === name || entry.alias === name);

/** A command whose flags' types are inferred. Who calls it knows only that its flags are those which `flags` describes. */
export const defineCommand = <const S extends FlagSpecs>(command: Command<S>): Command => command as unknown as Command;
