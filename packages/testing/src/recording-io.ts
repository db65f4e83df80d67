import type { IoHost, Question, RunEvent } from "@ingot/core";

/** A listener that keeps all it hears, and gives `answers` in turn. */
export interface RecordingIo extends IoHost {
  readonly events: RunEvent[];
  readonly questions: Question[];
  /** The texts of messages, in order. */
  messages(): string[];
  types(): RunEvent["type"][];
}

export function recordingIo(answers: readonly string[] = []): RecordingIo {
  const events: RunEvent[] = [];
  const questions: Question[] = [];
  return {
    events,
    questions,
    notify: (event) => void events.push(event),
    ask: async (question) => {
      questions.push(question);
      return answers[questions.length - 1] ?? question.defaultAnswer;
    },
    messages: () => events.flatMap((event) => (event.type === "message" ? [event.text] : [])),
    types: () => events.map(({ type }) => type),
  };
}
