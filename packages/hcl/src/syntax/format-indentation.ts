import type { FormatKind, FormatLine, FormatToken } from "./format-lines.js";

/**
 * Two spaces for each line above that opens more brackets than it closes, however many: `foo({` indents once, and the line
 * that closes the last of them stands where that line stands.
 */
export function indent(lines: readonly FormatLine[]): void {
  const open: number[] = [];
  for (const { tokens } of lines) {
    const net = netBrackets(beforeHeredoc(tokens));
    if (net < 0) closeBrackets(open, -net);
    const first = tokens[0];
    if (first) first.spaces = 2 * open.length;
    if (net > 0) open.push(net);
  }
}

/** What a heredoc's interpolations open on its first line does not indent what follows. */
function beforeHeredoc(tokens: readonly FormatToken[]): readonly FormatToken[] {
  const heredoc = tokens.findIndex(({ kind }) => kind === "open heredoc");
  return heredoc === -1 ? tokens : tokens.slice(0, heredoc);
}

/** How many more brackets the tokens open than they close. */
export function netBrackets(tokens: readonly { readonly kind: FormatKind }[]): number {
  let net = 0;
  for (const { kind } of tokens) net += bracketChange(kind);
  return net;
}

export function bracketChange(kind: FormatKind): -1 | 0 | 1 {
  switch (kind) {
    case "(":
    case "[":
    case "{":
    case "${":
    case "%{":
      return 1;
    case ")":
    case "]":
    case "}":
    case "template }":
      return -1;
    default:
      return 0;
  }
}

function closeBrackets(open: number[], count: number): void {
  let left = count;
  while (left > 0 && open.length > 0) {
    const last = open.pop()!;
    if (last > left) open.push(last - left);
    left -= last;
  }
}
