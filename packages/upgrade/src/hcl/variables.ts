import type { LegacyTemplate, LegacyVariable } from "../legacy-template.js";
import { sorted } from "../sorted.js";
import type { CallScope } from "./call-expression.js";
import { hclString } from "./hcl-string.js";
import { distinctIdentifiers } from "./names.js";
import type { Notes } from "./notes.js";
import { translatedString, translateText } from "./translate-text.js";

/** A template's variables in HCL: those that only have a value become variables, those that are worked out become locals. */
export class Variables {
  readonly #variables: readonly LegacyVariable[];
  readonly #references: ReadonlyMap<string, string>;
  readonly #notes: Notes;
  readonly #environment = new Map<string, string>();
  #timestamp: string | undefined;

  constructor({ variables }: LegacyTemplate, notes: Notes) {
    this.#notes = notes;
    this.#variables = sorted(variables.keys()).map((name) => variables.get(name)!);
    const ids = distinctIdentifiers(variables.keys());
    this.#references = new Map(
      this.#variables.map((each) => [each.name, `${isWorkedOut(each) ? "local" : "var"}.${ids.get(each.name)}`]),
    );
  }

  /** How HCL refers to a variable. One that nobody declared is told when HCL reads the result, and here. */
  reference(name: string, range: LegacyVariable["range"]): string {
    const known = this.#references.get(name);
    if (known !== undefined) return known;
    const [, id] = [...distinctIdentifiers([name])][0]!;
    const detail = `There is no variable "${name}" in this template. Declare it: variable "${id}" { type = string }`;
    this.#notes.warn(range, "Undeclared user variable", detail);
    return `var.${id}`;
  }

  /** The local that is written for `{{timestamp}}`, once it is asked for. */
  timestamp(): string {
    const locals = [...this.#references.values()].filter((each) => each.startsWith("local."));
    this.#timestamp ??= distinctIdentifiers(
      ["timestamp"],
      locals.map((each) => each.slice("local.".length)),
    ).get("timestamp")!;
    return `local.${this.#timestamp}`;
  }

  /** The blocks. To be asked for when all else is written: what else needed a variable or a local is among them. */
  blocks(): { readonly variables: readonly string[]; readonly locals: readonly string[] } {
    const locals = this.#variables.filter(isWorkedOut).map((each) => this.#notes.block(() => this.#local(each)));
    const inputs = this.#variables.filter((each) => !isWorkedOut(each));
    const variables = inputs.map((each) => this.#notes.block(() => this.#variable(each)));
    const timestamp = this.#timestamp === undefined ? [] : [timestampLocal(this.#timestamp)];
    return { variables: [...variables, ...this.#environmentVariables()], locals: [...locals, ...timestamp] };
  }

  #variable(variable: LegacyVariable): string {
    const { value, sensitive } = variable;
    const scope = this.#scope(variable, (name) => `env(${hclString([{ text: name }])})`);
    const lines = [
      "type = string",
      ...(value === undefined ? [] : [`default = ${translatedString(value, scope)}`]),
      ...(sensitive ? ["sensitive = true"] : []),
    ];
    return `variable "${this.#id(variable)}" {\n${lines.join("\n")}\n}\n`;
  }

  #local(variable: LegacyVariable): string {
    const value = translatedString(
      variable.value ?? "",
      this.#scope(variable, (name) => this.#environmentReference(name)),
    );
    const id = this.#id(variable);
    const detail = `"${variable.name}" is worked out of other values, which a variable of HCL cannot be: it is a local now, and -var cannot set it.`;
    this.#notes.warn(variable.range, "Variable that became a local", detail);
    if (variable.sensitive) return `local "${id}" {\nexpression = ${value}\nsensitive = true\n}\n`;
    return `locals {\n${id} = ${value}\n}\n`;
  }

  #id({ name, range }: LegacyVariable): string {
    const id = this.#references.get(name)!.replace(/^(?:var|local)\./, "");
    if (id !== name)
      this.#notes.warn(range, "Name that HCL does not have", `The variable "${name}" is called "${id}" now.`);
    return id;
  }

  #scope({ range }: LegacyVariable, env: (name: string) => string): CallScope {
    return {
      env,
      inBuild: false,
      variable: (name) => this.reference(name, range),
      timestamp: () => this.timestamp(),
      kept: () => {}, // it is rendered where the variable is used
    };
  }

  /** A local cannot read the environment: a variable of its own does. */
  #environmentReference(name: string): string {
    const taken = [...this.#references.values(), ...this.#environment.values()].map((each) =>
      each.replace(/^\w+\./, ""),
    );
    const id = this.#environment.get(name) ?? distinctIdentifiers([`env_${name}`], taken).get(`env_${name}`)!;
    this.#environment.set(name, id);
    return `var.${id}`;
  }

  #environmentVariables(): readonly string[] {
    return [...this.#environment].map(
      ([name, id]) => `variable "${id}" {\ntype = string\ndefault = "\${env(${hclString([{ text: name }])})}"\n}\n`,
    );
  }
}

const timestampLocal = (id: string) =>
  `# The date and time to the second, in place of {{timestamp}}. Its seconds since 1970 are rfc3339_parse(legacy_isotime()).unix\nlocals {\n${id} = regex_replace(timestamp(), "[- TZ:]", "")\n}\n`;

/** Whether a default cannot say it: a default may read the environment, and nothing else. */
function isWorkedOut({ value }: LegacyVariable): boolean {
  if (value === undefined) return false;
  const parts = translateText(value, {
    env: () => "env()",
    inBuild: false,
    variable: () => "variable",
    timestamp: () => "timestamp",
    kept: () => {},
  });
  return parts.some((part) => !("text" in part) && !("expression" in part && part.expression === "env()"));
}
