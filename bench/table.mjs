/** Rows of cells as a Markdown table; the first row is the head. */
export function table([head, ...rows]) {
  const all = [head, head.map(() => "---"), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`).join("\n");
}

/** The same line by line, as rows come; as wide as the head and the first row. */
export async function* tableAsItComes(head, rows) {
  let widths;
  for await (const row of rows) {
    const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
    if (!widths) {
      widths = head.map((cell, column) => Math.max(cell.length, row[column].length));
      yield line(head);
      yield line(head.map(() => "---"));
    }
    yield line(row);
  }
}
