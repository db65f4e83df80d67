import type { Renderer } from "../renderers/renderer.js";
import type { Terminal } from "../terminal.js";
import type { Answer, Answerer } from "./answer.js";
import { createEntries } from "./entries.js";

interface Output {
  readonly terminal: Terminal;
  readonly renderer: Renderer;
}

/** Evaluates all that stands in the input, and prints the last result, as Packer does. Resolves with whether all was right. */
export async function evaluateInput(answerer: Answerer, output: Output, signal: AbortSignal): Promise<boolean> {
  try {
    return await evaluateAll(answerer, output, signal);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

async function evaluateAll(answerer: Answerer, { terminal, renderer }: Output, signal: AbortSignal): Promise<boolean> {
  let last: string | undefined;
  let allGood = true;
  for await (const { text, diagnostics } of answers(await terminal.readInput(signal), answerer, signal)) {
    if (text === undefined) allGood = false;
    else last = text;
    for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic, answerer.findSecrets);
  }
  if (last !== undefined) await terminal.out(`${last}\n`);
  return allGood;
}

/** Up to `exit`, or to the end; what is open there is answered as it is. */
async function* answers(input: string, answerer: Answerer, signal: AbortSignal): AsyncGenerator<Answer> {
  const entries = createEntries();
  for (const line of input.split(/\r?\n/)) {
    const entry = entries.add(line);
    const answer = entry === undefined ? undefined : await answerer.answer(entry, signal);
    if (answer?.isLast) return;
    if (answer) yield answer;
  }
  if (entries.isOpen) yield answerer.answer(entries.take(), signal);
}
