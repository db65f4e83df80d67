import type { Renderer } from "../renderers/renderer.js";
import type { Conversation, Terminal } from "../terminal.js";
import type { Answer, Answerer } from "./answer.js";
import { createEntries } from "./entries.js";

const first = "> ";
const further = "… ";

/** Expressions typed at a terminal. A mistake is told and ends nothing. */
export function conversationOf(
  answerer: Answerer,
  { terminal, renderer }: { readonly terminal: Terminal; readonly renderer: Renderer },
): Conversation {
  const entries = createEntries();
  let interruption = new AbortController();
  /** An empty line in an open entry asks what is wrong with it. */
  const entryOf = (line: string) => (entries.isOpen && line.trim() === "" ? entries.take() : entries.add(line));
  const show = async ({ text, diagnostics }: Answer) => {
    for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic, answerer.findSecrets);
    if (text !== undefined) await terminal.out(`${text}\n`);
  };
  return {
    prompt: first,
    answer: async (line) => {
      const entry = entryOf(line);
      if (entry === undefined) return entries.isOpen ? further : first;
      interruption = new AbortController();
      const answer = await answerUnlessInterrupted(answerer, entry, interruption.signal);
      await show(answer);
      return answer.isLast ? undefined : first;
    },
    interrupt: (typed) => {
      interruption.abort(new Error("interrupt"));
      if (!entries.isOpen && typed === "") return undefined;
      entries.take();
      return first;
    },
    complete: (line) => answerer.complete(line),
  };
}

async function answerUnlessInterrupted(answerer: Answerer, entry: string, signal: AbortSignal): Promise<Answer> {
  try {
    return await answerer.answer(entry, signal);
  } catch (error) {
    if (signal.aborted) return { diagnostics: [] };
    throw error;
  }
}
