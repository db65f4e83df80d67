import { type BuildContext, type ConfigIssue, duration, lateTemplate } from "@ingot/core/plugin";
import * as z from "zod";
import { checkBootCommand, type Keyboard } from "./check-boot-command.js";

/**
 * The arguments by which a template says what is typed into a machine that boots. Builders spread them into their schema. `names` are
 * those that `{{ }}` may use.
 */
export const bootFields = (names: readonly string[]) => ({
  boot_wait: duration().default(10_000).describe("How long to wait after the machine has started before typing."),
  boot_command: lateTemplate(z.array(z.string()).default([]), names).describe(
    "What to type; the strings are joined. `{{ .HTTPIP }}`, `{{ .HTTPPort }}`, `{{ .Name }}` and `{{ .SSHPublicKey }}` are rendered.",
  ),
  boot_steps: lateTemplate(z.array(z.array(z.string()).min(1).max(2)).default([]), names).describe(
    "What to type in several steps, instead of boot_command: each is a command and perhaps a description, which is shown.",
  ),
  boot_key_interval: duration()
    .optional()
    .describe("How long to wait after each key goes down or up; by default PACKER_KEY_INTERVAL, or else 100ms."),
  boot_keygroup_interval: duration()
    .optional()
    .describe("How long to wait after each group of keys, which ends at a wait and at the command's end."),
});

export type BootConfig = z.infer<z.ZodObject<ReturnType<typeof bootFields>>>;

export interface BootStep {
  /** Its `{{ }}` are not rendered yet. */
  readonly command: string;
  readonly description?: string;
}

/** What is typed, in order: the strings of `boot_command` as one step, or `boot_steps`. Empty when nothing is. */
export function bootSteps({ boot_command, boot_steps }: BootConfig): readonly BootStep[] {
  if (boot_command.length > 0) return [{ command: boot_command.join("") }];
  return boot_steps.map(([command = "", description]) => ({ command, ...(description && { description }) }));
}

export function checkBoot({ boot_command, boot_steps }: BootConfig, keyboard?: Keyboard): ConfigIssue[] {
  const steps = boot_steps.flatMap(([command = ""], at) => issuesOf([command], () => ["boot_steps", at, 0], keyboard));
  const issues = [...issuesOf(boot_command, (at) => ["boot_command", at], keyboard), ...steps];
  if (boot_command.length === 0 || boot_steps.length === 0) return issues;
  const detail = "The machine is typed to by boot_command or by boot_steps: remove one of them.";
  return [...issues, { path: ["boot_steps"], summary: "Conflicting arguments", detail }];
}

/** A key's name may go over from one string to the next, so they are read together. A problem stands at the string it begins in. */
function issuesOf(
  texts: readonly string[],
  pathOf: (at: number) => ConfigIssue["path"],
  keyboard?: Keyboard,
): ConfigIssue[] {
  return checkBootCommand(texts.join(""), keyboard).map(({ offset, length, ...problem }) => {
    const { at, start } = placeOf(texts, offset);
    const part = { offset: start, length: Math.min(length, texts[at]!.length - start) };
    return { path: pathOf(at), part, ...problem };
  });
}

/** Which of `texts` the character at `offset` of all is in, and where. */
function placeOf(texts: readonly string[], offset: number): { readonly at: number; readonly start: number } {
  let start = offset;
  let at = 0;
  for (; start >= texts[at]!.length; at++) start -= texts[at]!.length;
  return { at, start };
}

const usualInterval = 100;

/** In milliseconds: `boot_key_interval`, or else INGOT_KEY_INTERVAL or PACKER_KEY_INTERVAL. */
export function keyIntervalOf({ boot_key_interval }: BootConfig, run: Pick<BuildContext, "host" | "warn">): number {
  if (boot_key_interval !== undefined) return boot_key_interval;
  const name = run.host.env.INGOT_KEY_INTERVAL ? "INGOT_KEY_INTERVAL" : "PACKER_KEY_INTERVAL";
  const text = run.host.env[name];
  if (!text) return usualInterval;
  const { data } = duration().safeParse(text);
  if (data === undefined)
    run.warn(`${name} is "${text}", which is no duration such as "50ms"; keys are typed every 100ms.`);
  return data ?? usualInterval;
}
