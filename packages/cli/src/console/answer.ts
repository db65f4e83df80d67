import { createRedactor, inspectValues, type Redactor, type Template, valueText } from "@ingot/core";
import {
  type Diagnostic,
  evaluate,
  type FindSecrets,
  hasErrors,
  parseExpression,
  Source,
  typeText,
  type Value,
} from "@ingot/hcl";
import { type Completion, completionOf } from "./completion.js";
import { consoleScope } from "./console-scope.js";
import { consoleHelp } from "./help-text.js";

/** What is to be shown for an entry: an expression or a command, complete with all its lines. */
export interface Answer {
  /** Undefined where there is only something to complain of. */
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Nothing more is wanted. */
  readonly isLast?: boolean;
}

export interface Answerer {
  /** Rejects with the signal's reason when that aborts while something is read from outside. */
  answer(entry: string, signal: AbortSignal): Promise<Answer>;
  complete(line: string): Completion;
  /** For the source lines that diagnostics show. */
  readonly findSecrets: FindSecrets;
}

interface AnswerOptions {
  readonly types: boolean;
}

/** Answers with the names of `template`. What one entry does changes nothing for the next. */
export function answererOf(template: Template, { types }: AnswerOptions): Answerer {
  const scope = consoleScope(template.scope);
  const redactor = redactorOf(template);
  const redact = (text: string) => redactor().redact(text);
  const commands = new Map<string, () => Answer>([
    ["exit", () => ({ diagnostics: [], isLast: true })],
    ["help", () => ({ text: consoleHelp, diagnostics: [] })],
    ["variables", () => ({ text: redact(inspectValues(template).join("\n")), diagnostics: [] })],
  ]);
  const answerExpression = async (entry: string, signal: AbortSignal): Promise<Answer> => {
    const { expression, diagnostics } = parsed(entry);
    if (!expression) return { diagnostics };
    const evaluated = await template.outside.readings.settle(() => evaluate(expression, scope), signal);
    const all = [...diagnostics, ...evaluated.diagnostics];
    return hasErrors(all) ? { diagnostics: all } : { text: redact(shown(evaluated.value, types)), diagnostics: all };
  };
  return {
    answer: async (entry, signal) => commands.get(entry.trim())?.() ?? answerExpression(entry, signal),
    complete: (line) => completionOf(line, scope, [...commands.keys()]),
    findSecrets: (text) => redactor().find(text),
  };
}

/** What lacks its end is told at the end of what was typed, rather than in the empty line after it. */
function parsed(entry: string): ReturnType<typeof parseExpression> {
  const { expression, diagnostics } = parseExpression(new Source("<console-input>", entry));
  const end = entry.trimEnd().length;
  const told = diagnostics.map((diagnostic): Diagnostic => {
    const { subject } = diagnostic;
    return subject && subject.start >= end ? { ...diagnostic, subject: { ...subject, start: end, end } } : diagnostic;
  });
  return { expression, diagnostics: told };
}

/** More secrets may come with every entry that reads something from outside. */
function redactorOf({ secrets, outside }: Template): () => Redactor {
  const redactor = createRedactor(secrets);
  return () => {
    for (const secret of outside.secrets) redactor.add(secret);
    return redactor;
  };
}

/** The type follows as a comment, so that results stay expressions. Of a sensitive value it might tell something. */
function shown(value: Value, types: boolean): string {
  const text = valueText(value);
  return types && !value.marks.has("sensitive") ? `${text}\n# ${typeText(value.type)}` : text;
}
