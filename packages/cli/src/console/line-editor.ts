import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Conversation } from "../terminal.js";

interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Carries on a conversation on a terminal. Lines are answered one after another, also when several were pasted. The history
 * lives as long as the process: it may hold secrets, so it is written nowhere.
 */
export async function editLines(conversation: Conversation, streams: Streams, signal: AbortSignal): Promise<void> {
  const editor = createInterface({
    ...streams,
    terminal: true,
    prompt: conversation.prompt,
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: (line: string) => conversation.complete(line),
  });
  const close = () => editor.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await converse(editor, conversation, streams.output);
  } finally {
    signal.removeEventListener("abort", close);
    editor.close();
  }
}

/** Settles when the editor is closed and the last answer given. */
function converse(editor: Interface, conversation: Conversation, output: Writable): Promise<void> {
  return new Promise((settle, fail) => {
    let isOpen = true;
    let awaited = 0;
    let answered = Promise.resolve();
    const leave = () => {
      isOpen = false;
      editor.close();
    };
    const proceed = (prompt: string | undefined) => {
      if (!isOpen) return;
      if (prompt === undefined) return leave();
      editor.setPrompt(prompt);
      editor.prompt();
    };
    editor.on("line", (line) => {
      awaited += 1;
      answered = answered.then(async () => {
        if (isOpen) proceed(await conversation.answer(line));
        awaited -= 1;
      });
      answered.catch((error) => {
        fail(error);
        editor.close();
      });
    });
    editor.on("SIGINT", () => {
      const typed = editor.line;
      discardLine(editor);
      output.write("^C\n");
      const prompt = conversation.interrupt(typed);
      if (awaited === 0) proceed(prompt);
    });
    editor.on("close", () => {
      if (isOpen) output.write("\n"); // Ctrl-D leaves the prompt without an end
      isOpen = false;
      conversation.interrupt("");
      answered.then(settle, fail);
    });
    editor.prompt();
  });
}

/** By the keys that do it: to the end, and all before it away. */
function discardLine(editor: Interface): void {
  editor.write(null, { ctrl: true, name: "e" });
  editor.write(null, { ctrl: true, name: "u" });
}
