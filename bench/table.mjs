/** Rows of cells as a Markdown table; the first row is the head. */
export function table([head, ...rows]) {
  const all = [head, head.map(() => "---"), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`).join("\n");
}
