/** The types that Terraform has functions for. */
const conversions: ReadonlySet<string> = new Set(["tostring", "tonumber", "tobool", "tolist", "toset", "tomap"]);

const sentences: Readonly<Record<string, string>> = {
  env: 'It can be called only in the default of a variable: variable "home" { default = env("HOME") }.',
  user: "It is of Packer's old JSON. A variable is read as var.name.",
};

/** What does the work of a function that is known elsewhere, as a sentence to append. */
export function instead(name: string): string | undefined {
  if (conversions.has(name)) return ` Write convert(value, ${typeOf(name)}).`;
  return Object.hasOwn(sentences, name) ? ` ${sentences[name]}` : undefined;
}

function typeOf(name: string): string {
  const type = name.slice("to".length);
  return ["list", "set", "map"].includes(type) ? `${type}(any)` : type;
}
