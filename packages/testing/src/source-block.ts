/** A `source` block of a template. Values are written as JSON, which HCL takes too. */
export function sourceBlock(type: string, name: string, values: object): string {
  const lines = Object.entries(values).map(([argument, value]) => `  ${argument} = ${JSON.stringify(value)}\n`);
  return `source "${type}" "${name}" {\n${lines.join("")}}\n`;
}
