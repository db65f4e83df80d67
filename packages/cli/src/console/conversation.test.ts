import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { PlainRenderer } from "../renderers/plain.js";
import type { Answerer } from "./answer.js";
import { conversationOf } from "./conversation.js";

function talk(answerer: Partial<Answerer>) {
  const terminal = recordedTerminal();
  const whole: Answerer = {
    answer: async () => ({ diagnostics: [] }),
    complete: () => [[], ""],
    findSecrets: () => [],
    ...answerer,
  };
  return { terminal, ...conversationOf(whole, { terminal, renderer: new PlainRenderer({ terminal }) }) };
}

test("blank lines ask for nothing, entries for an answer", async () => {
  const asked: string[] = [];
  const { terminal, prompt, answer } = talk({
    answer: async (entry) => {
      asked.push(entry);
      return { text: "seen", diagnostics: [] };
    },
  });
  expect(prompt).toBe("> ");
  expect(await answer("  ")).toBe("> ");
  expect(await answer("(1")).toBe("… ");
  expect(await answer(")")).toBe("> ");
  expect(asked).toEqual(["(1\n)\n"]);
  expect(terminal.written.out).toBe("seen\n");
});

test("Ctrl-C leaves only where nothing is typed, and nothing is open", async () => {
  const { answer, interrupt } = talk({});
  expect(interrupt("1 +")).toBe("> ");
  await answer("[");
  expect(interrupt("")).toBe("> ");
  expect(interrupt("")).toBeUndefined();
});

test("Ctrl-C cuts short what an answer waits for; another fault is not hidden", async () => {
  const { answer, interrupt } = talk({
    answer: (_entry, signal) =>
      new Promise((_settle, fail) => signal.addEventListener("abort", () => fail(signal.reason))),
  });
  const waiting = answer("vault()");
  interrupt("");
  expect(await waiting).toBe("> ");
  await expect(talk({ answer: async () => Promise.reject(new Error("fault")) }).answer("1")).rejects.toThrow("fault");
});
