import type { BuildOutcomeJson, ErrorJson, ReadEvent, RunEvent } from "@ingot/core";
import { durationWords } from "./duration-words.js";
import { shownText } from "./shown-text.js";

/** One thing to say to a person, of one or several lines. `build` chooses its colour. */
export interface UiLine {
  /** Packer's machine-readable names: `say` is ours, `message` is a machine's output, `error` is either's complaint. */
  readonly kind: "say" | "message" | "error";
  readonly text: string;
  readonly build?: string;
  /** A machine's standard error is shown as an error, but is not one of ours: it stays in the order of the output. */
  readonly fromMachine?: true;
  /** What machine-readable output says before the line. */
  readonly facts?: readonly Row[];
}

/** A machine-readable line without its time. */
export type Row = readonly [target: string, type: string, ...data: string[]];

/** What Packer 1.16 prints for an event; nothing for most. `begun` are the builds that have begun. */
export function uiLines(event: RunEvent, begun: ReadonlySet<string>): readonly UiLine[] {
  switch (event.type) {
    case "message":
      return [
        { kind: event.level === "error" ? "error" : "say", build: event.build, text: arrow(event, messageText(event)) },
      ];
    case "output":
      return [
        {
          kind: event.stream === "stderr" ? "error" : "message",
          build: event.build,
          text: arrow(event, event.text),
          fromMachine: true,
        },
      ];
    case "build-finished":
      return event.outcome.status === "cancelled" && !begun.has(event.build)
        ? [{ kind: "error", build: event.build, text: `Build '${event.build}' was cancelled before it began.` }]
        : buildFinished(event.build, event.ms, event.outcome);
    case "cleanup-failed":
      return [{ kind: "error", build: event.build, text: arrow(event, cleanupText(event)) }];
    case "cancelling":
      return [{ kind: "error", text: `Cancelling build after receiving ${event.reason}` }];
    default:
      return [];
  }
}

/** What people are told of reading: only that they wait for it. */
export const readLines = ({ type, name }: ReadEvent): readonly string[] =>
  type === "read-waiting" ? [`Waiting for ${name} ...`] : [];

function messageText({ level, text }: Extract<RunEvent, { type: "message" }>): string {
  return level === "warning" ? `Warning: ${text}` : text;
}

function cleanupText({ error, resource }: Extract<RunEvent, { type: "cleanup-failed" }>): string {
  const what = resource === undefined ? "" : ` of ${resource}`;
  return `Error: The clean-up${what} failed: ${error.message}`;
}

/** The build's name before every line of the text. */
function arrow({ build, component }: { readonly build: string; readonly component?: string }, text: string): string {
  const name = shownText(component === undefined ? build : `${build} (${component})`);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `==> ${name}: ${line}`)
    .join("\n");
}

function buildFinished(build: string, ms: number, outcome: BuildOutcomeJson): readonly UiLine[] {
  const took = durationWords(ms);
  switch (outcome.status) {
    case "succeeded":
      return [{ kind: "say", build, text: `Build '${build}' finished after ${took}.` }];
    case "failed":
      return [{ kind: "error", build, text: `Build '${build}' errored after ${took}: ${errorText(outcome.error)}` }];
    case "cancelled":
      return [{ kind: "error", build, text: `Build '${build}' was cancelled after ${took}.` }];
    case "skipped":
      return [{ kind: "error", build, text: `Build '${build}' was skipped: ${outcome.because}` }];
  }
}

/** The message, and what went wrong in which attempt unless it says so itself. */
export function errorText({ message, attempts = [] }: ErrorJson): string {
  if (attempts.length < 2) return message;
  if (attempts.every((attempt) => attempt.message === message)) return `${message} (${attempts.length} attempts)`;
  if (attempts.every((attempt) => message.includes(attempt.message))) return message;
  return [message, ...attemptLines(attempts)].join("\n");
}

/** Those that failed alike in a row share a line. */
function attemptLines(attempts: readonly ErrorJson[]): readonly string[] {
  const starts = [...attempts.keys()].filter((at) => attempts[at]!.message !== attempts[at - 1]?.message);
  return starts.map((start, index) => {
    const last = starts[index + 1] ?? attempts.length;
    const which = last === start + 1 ? `attempt ${last}` : `attempts ${start + 1} to ${last}`;
    return `  ${which}: ${attempts[start]!.message}`;
  });
}
