import type { ContainerSpec, HostSpec } from "@ingot/client-docker";
import { type RunDraft, type RunFlag, runFlags, shortFlags } from "./run-flags.js";

/** `docker run`'s arguments, understood. */
export interface ParsedRun {
  readonly image: string;
  readonly command: readonly string[];
  readonly name: string | undefined;
  readonly platform: string | undefined;
  readonly spec: Omit<ContainerSpec, "Image">;
  readonly host: HostSpec;
}

/** `index` is the argument's place, where there is one. */
export interface RunProblem {
  readonly index?: number;
  readonly message: string;
}

/** Values that an engine has no say in: `-e NAME` takes them from here. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `run_command`. `run` is undefined when there are problems. */
export function parseRunCommand(
  args: readonly string[],
  env: Environment,
): { readonly run?: ParsedRun; readonly problems: readonly RunProblem[] } {
  const draft: RunDraft = { spec: {}, host: {}, env };
  const problems: RunProblem[] = [];
  let at = 0;
  while (at < args.length && args[at]!.startsWith("-") && args[at] !== "--") {
    const read = readFlags(args, at);
    for (const setting of read.settings) applySetting(draft, setting, at, problems);
    if (read.problem) problems.push({ index: at, message: read.problem });
    at = read.next;
  }
  if (args[at] === "--") at += 1;
  const image = args[at];
  if (image === undefined) problems.push({ message: "run_command names no image. Write {{.Image}} where it belongs." });
  if (problems.length > 0 || image === undefined) return { problems };
  const { spec, host, name, platform } = draft;
  return { run: { image, command: args.slice(at + 1), name, platform, spec, host }, problems };
}

interface Setting {
  readonly flag: RunFlag;
  readonly written: string;
  readonly value: string;
}

interface ReadFlags {
  readonly settings: readonly Setting[];
  readonly next: number;
  readonly problem?: string;
}

function readFlags(args: readonly string[], at: number): ReadFlags {
  return args[at]!.startsWith("--") ? readLong(args, at) : readShort(args, at);
}

/** `--name=value`, `--name value`, `--switch`, `--switch=false`. */
function readLong(args: readonly string[], at: number): ReadFlags {
  const [written, inline] = cut(args[at]!, "=");
  const flag = flagNamed(written.slice(2));
  if (!flag) return { settings: [], next: at + 1, problem: unknownFlag(written) };
  return takeValue(args, at, flag, written, inline ?? (flag.isSwitch ? "true" : undefined));
}

/** `-it`, `-e value`, `-evalue`, `-e=value`: switches may be run together, and the last letter may take a value. */
function readShort(args: readonly string[], at: number): ReadFlags {
  const settings: Setting[] = [];
  const letters = args[at]!.slice(1);
  for (let place = 0; place < letters.length; place += 1) {
    const written = `-${letters[place]}`;
    const flag = flagNamed(shortFlags[letters[place]!] ?? "");
    if (!flag) return { settings, next: at + 1, problem: unknownFlag(written) };
    if (!flag.isSwitch) {
      const rest = letters.slice(place + 1).replace(/^=/, "");
      const last = takeValue(args, at, flag, written, rest === "" ? undefined : rest);
      return { ...last, settings: [...settings, ...last.settings] };
    }
    settings.push({ flag, written, value: "true" });
  }
  return { settings, next: at + 1 };
}

function takeValue(
  args: readonly string[],
  at: number,
  flag: RunFlag,
  written: string,
  inline: string | undefined,
): ReadFlags {
  if (inline !== undefined) return { settings: [{ flag, written, value: inline }], next: at + 1 };
  const value = args[at + 1];
  if (value === undefined) return { settings: [], next: at + 1, problem: `${written} needs a value.` };
  return { settings: [{ flag, written, value }], next: at + 2 };
}

/** Not `runFlags[name]`, which has a "constructor" too. */
const flagNamed = (name: string): RunFlag | undefined => (Object.hasOwn(runFlags, name) ? runFlags[name] : undefined);

const unknownFlag = (written: string) =>
  `Ingot does not know the flag ${written} of docker run. It knows ${Object.keys(runFlags)
    .map((name) => `--${name}`)
    .join(", ")}.`;

function applySetting(draft: RunDraft, { flag, written, value }: Setting, index: number, problems: RunProblem[]): void {
  const problem = flag.apply(draft, value);
  if (problem) problems.push({ index, message: `${written}: ${problem}` });
}

function cut(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
