import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeHost } from "@ingot/core";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

/** Each of its six words would be a leak. It holds what HCL and JSON must escape. */
const secret = 'Xq7"Zw9\nKv3\\Jb5é${Hy8}Pf2';
const words = /Xq7|Zw9|Kv3|Jb5|Hy8|Pf2/;

const inJson = JSON.stringify(secret);
/** In HCL, and wherever a string of JSON is a template. */
const inHcl = JSON.stringify(secret).replace("${", () => "$${");
const inUnicode = `"${[...secret].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`;

const variable = (more = "") => `variable "pw" {\n  sensitive = true\n${more}}\n`;
const rest = 'source "null" "x" { communicator = "none" }\nbuild { sources = ["source.null.x"] }\n';
const whole = `${variable()}${rest}`;
const jsonVariable = (more: object) =>
  `"variable":{"pw":{"sensitive":true${JSON.stringify(more)
    .slice(1, -1)
    .replace(/^(?=.)/, ",")}}}`;
const jsonRest = '"source":{"null":{"x":{"communicator":"none","nope":1}}},"build":[{"sources":["source.null.x"]}]';
const written = { default: secret.replace("${", () => "$${") };

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const template = (text: string, more: Partial<Case> = {}): Case => ({ files: { "a.pkr.hcl": text }, ...more });
const json = (text: string, more: Partial<Case> = {}): Case => ({ files: { "a.pkr.json": text }, ...more });
const values = (text: string, name = "a.auto.pkrvars.hcl", declared = whole): Case => ({
  files: { "a.pkr.hcl": declared, [name]: text },
});
const flag = ["-var", `pw=${secret}`];
const env = { PKR_VAR_pw: secret };

const cases: Readonly<Record<string, Case>> = {
  "a default of the wrong type": template(variable(`  type = number\n  default = ${inHcl}\n`) + rest),
  "a default that a rule refuses": template(
    variable(
      `  default = ${inHcl}\n  validation {\n    condition = var.pw == ""\n    error_message = "No good."\n  }\n`,
    ) + rest,
  ),
  "two defaults": template(variable(`  default = "a"\n  default = ${inHcl}\n`) + rest),
  "a default with something behind it": template(variable(`  default = ${inHcl} oops\n`) + rest),
  "a default without its end": template(variable(`  default = ${inHcl.slice(0, -1)}\n`) + rest),
  "a default in a call": template(variable(`  default = upper(${inHcl}, 2)\n`) + rest),
  "a default without quotes": template(variable("  default = Xq7Zw9\n") + rest),
  "a default that is overruled": json(`{${jsonVariable(written)},${jsonRest}}`, { flags: ["-var", "pw=other"] }),
  "a default in one line of JSON": json(`{${jsonVariable(written)},${jsonRest}}`),
  "a default of the wrong type in one line of JSON": json(
    `{${jsonVariable({ type: "number", ...written })},${jsonRest}}`,
  ),
  "broken JSON": json(`{${jsonVariable(written)},${jsonRest}`),
  "JSON with a string that has no end": json(
    `{"variable":{"pw":{"sensitive":true,"default":${inHcl.slice(0, -1)}}},${jsonRest}}`,
  ),
  "a template for another Packer": template(`packer { required_version = "> 99" } # Xq7\n`.replace("Xq7", "") + whole),
  "its line in a file, by a flag": template(`${whole}locals { a = nope(${inHcl}) }\n`, { flags: flag }),
  "its line in a file, from the environment": template(`${whole}locals { a = nope(${inHcl}) }\n`, { env }),
  "an unknown name beside it": template(`${whole}locals { a = [${inHcl}, nope] }\n`, { env }),
  "a value that is shown": template(`${whole}locals {\n  a = ${inHcl}\n  b = local.a + 1\n}\n`, { env }),
  "the beginning of a long value": template(
    `${whole}locals {\n  a = "Xq7${" Zw9".repeat(50)}"\n  b = local.a + 1\n}\n`,
    {
      env: { PKR_VAR_pw: `Xq7${" Zw9".repeat(50)}` },
    },
  ),
  "a long name": template(`${whole}locals { a = { b = 1 }["${"Zw9 ".repeat(50)}"] }\n`, {
    env: { PKR_VAR_pw: "Zw9 ".repeat(50) },
  }),
  "a long way into a long line": json(
    `{"locals":{"a":"${"y".repeat(5000)}","b":"\\u0058q7"},"variable":{"pw":{"sensitive":true}},${jsonRest}}`,
    { env: { PKR_VAR_pw: "Xq7" } },
  ),
  "an index that quotes it": template(`${whole}locals {\n  a = { b = 1 }[${inHcl}]\n}\n`, { env }),
  "escapes of each character": template(`${whole}locals { a = nope(${inUnicode}) }\n`, { env }),
  "a heredoc": template(`${whole}locals {\n  a = nope(<<E\n  ${secret.replace("${", () => "$${")}\nE\n  )\n}\n`, {
    env,
  }),
  "an expression within a string of JSON": json(
    `{"variable":{"pw":{"sensitive":true}},"locals":{"a":${JSON.stringify(`\${nope(${inHcl})}`)}},${jsonRest}}`,
    { env },
  ),
  "a label": template(`${whole}build {\n  sources = ["source.null.x"]\n  provisioner "Xq7 Zw9" {}\n}\n`, {
    env: { PKR_VAR_pw: "Xq7 Zw9" },
  }),
  "a name within it": template(`${whole}locals { a = [${JSON.stringify(secret)}] }\n`, { env }),
  "a variable file of the wrong type": values(`pw = ${inHcl}\n`, undefined, variable("  type = number\n") + rest),
  "a variable file with something behind it": values(`pw = ${inHcl} oops\n`),
  "a variable file with a string that has no end": values(`pw = ${inHcl.slice(0, -1)}\n`),
  "a variable file without quotes": values("pw = Xq7Zw9\n"),
  "a variable file that gives it twice": values(`pw = "a"\npw = ${inHcl}\n`),
  "a variable file with another mistake": values(`pw = ${inHcl}\nother = [\n`),
  "JSON with values": values(`{"pw":${inJson},"other":[}`, "a.auto.pkrvars.json"),
  "JSON with values, one of the wrong type": values(
    `{"pw":${inJson},"other":"x"}`,
    "a.auto.pkrvars.json",
    `${whole}variable "other" { type = number }\n`,
  ),
  "HCL with values, one of the wrong type": values(
    `pw = ${inHcl}\nother = ["x", ${inHcl}]\n`,
    undefined,
    `${whole}variable "other" { type = number }\n`,
  ),
  "a list of the wrong type": template(variable("  type = list(number)\n") + rest, {
    env: { PKR_VAR_pw: `[${inHcl}]` },
  }),
  "a list that is none": template(variable("  type = list(string)\n") + rest, { env: { PKR_VAR_pw: `[${inHcl}` } }),
  "a flag without its name": template(whole, { flags: ["-var", secret.replaceAll("=", "")] }),
  "a flag for another name": template(whole, { flags: ["-var", `pww=${secret}`] }),
};

async function said(each: Case, width: number, ...more: string[]) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-secret-"));
  try {
    for (const [name, text] of Object.entries(each.files)) writeFileSync(join(directory, name), text);
    const terminal = { ...recordedTerminal(), width };
    const host = nodeHost({ cwd: directory, env: { PATH: process.env.PATH, HOME: directory, ...each.env } });
    const argv = ["validate", ...more, ...(each.flags ?? []), "."];
    const code = await main({ argv, host, terminal, signal: new AbortController().signal });
    return { code, text: terminal.written.out + terminal.written.err };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each(Object.keys(cases))("no word of a secret is shown with %s", async (name) => {
  const runs = [20, 40, 57, 80, 133, 300].map((width) => said(cases[name]!, width));
  for (const { code, text } of await Promise.all([
    ...runs,
    said(cases[name]!, 80, "--json"),
    said(cases[name]!, 80, "-machine-readable"),
  ])) {
    if (process.env.SHOW) process.stdout.write(`--- ${name}\n${text}`);
    expect(code).toBe(1);
    expect(text).not.toMatch(words);
  }
});
