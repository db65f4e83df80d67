import type { Terminal } from "./terminal.js";

export interface RecordedTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

export function recordedTerminal(
  options: Partial<Pick<Terminal, "colour" | "width">> & { input?: string } = {},
): RecordedTerminal {
  const written = { out: "", err: "" };
  return {
    written,
    out: async (text) => {
      written.out += text;
    },
    err: async (text) => {
      written.err += text;
    },
    colour: options.colour ?? false,
    width: options.width ?? 80,
    ask: undefined,
    converse: undefined,
    readInput: async () => options.input ?? "",
  };
}
