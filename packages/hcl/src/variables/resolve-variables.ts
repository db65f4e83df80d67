import { type Diagnostic, errorAt, hasErrors } from "../diagnostic.js";
import type { FunctionTable } from "../evaluate/scope.js";
import type { Source } from "../source.js";
import { suggest } from "../suggestion.js";
import { Value } from "../value/value.js";
import { type Assignment, assign } from "./assignment.js";
import type { VariableDeclaration } from "./declaration.js";
import { assignText } from "./text-value.js";
import { validateValue } from "./validate-value.js";
import { readVariableFile } from "./variable-file.js";

/** Where values come from, lowest precedence first; a default is below all of them. */
export interface VariableInputs {
  /** All of the environment; `PKR_VAR_x` is looked at for each declared x. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `*.auto.pkrvars.hcl` in lexical order, then `*.auto.pkrvars.json`. */
  readonly autoFiles: readonly Source[];
  /** `-var-file`, in order. HCL or JSON by name. */
  readonly files: readonly Source[];
  /** `-var`, in order. */
  readonly flags: readonly { readonly name: string; readonly text: string }[];
  /** Warn about names in files that no variable declares. */
  readonly warnOnUndeclared: boolean;
  /** A variable without a value is unknown rather than an error. */
  readonly allowUnset: boolean;
  /** What the conditions of validation rules may call. */
  readonly functions: FunctionTable;
}

/** The value of every variable, and what was wrong with those that were given. */
export interface ResolvedVariables {
  /** One for each declaration, in its order: of its type, sensitive ones marked; unknown where unset or wrong. */
  readonly values: ReadonlyMap<string, Value>;
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was given for a sensitive variable, also what was overruled or is of no use: no output may show it. */
  readonly secrets: readonly string[];
}

type DeclarationMap = ReadonlyMap<string, VariableDeclaration>;

/** Gives each variable its value. All that is given is checked; what comes last counts, and is validated. */
export function resolveVariables(declarations: DeclarationMap, inputs: VariableInputs): ResolvedVariables {
  const files = [...inputs.autoFiles, ...inputs.files].map((source) =>
    readVariableFile(source, declarations, inputs.warnOnUndeclared),
  );
  const flags = inputs.flags.map((flag) => assignFlag(flag, declarations));
  const given = [
    ...fromEnvironment(declarations, inputs.environment),
    ...files.flatMap(({ assignments }) => assignments),
    ...flags.flatMap(({ assignments }) => assignments),
  ];
  const allowUnset = inputs.allowUnset || files.some(({ diagnostics }) => hasErrors(diagnostics)); // it may stand in a broken one
  const last = new Map(given.map((assignment) => [assignment.name, assignment]));
  const final = [...declarations.values()].map((declaration) =>
    finalValue(declaration, last.get(declaration.name), { ...inputs, allowUnset }),
  );
  return {
    values: new Map([...declarations.keys()].map((name, at) => [name, final[at]!.value])),
    diagnostics: [...files, ...flags, ...given, ...final].flatMap(({ diagnostics }) => diagnostics),
    secrets: [...declarations.values(), ...given].flatMap(({ secrets }) => secrets),
  };
}

function fromEnvironment(declarations: DeclarationMap, environment: VariableInputs["environment"]): Assignment[] {
  return [...declarations.values()].flatMap((declaration) => {
    const text = environment[`PKR_VAR_${declaration.name}`];
    return text === undefined ? [] : [assignText(declaration, text, "environment")];
  });
}

interface Assigned {
  readonly assignments: readonly Assignment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The text is not shown: whoever misspells a secret's name has still given a secret. */
function assignFlag({ name, text }: VariableInputs["flags"][number], declarations: DeclarationMap): Assigned {
  const declaration = declarations.get(name);
  if (declaration) return { assignments: [assignText(declaration, text, "flag")], diagnostics: [] };
  const near = suggest(name, [...declarations.keys()]);
  const hint = near ? `Did you mean "${near}"?` : `Declare it with variable "${name}" { … }, or leave the flag out.`;
  const detail = `-var gives a value to "${name}", but no variable of that name is declared. ${hint}`;
  return { assignments: [], diagnostics: [errorAt(undefined, "Undefined -var variable", detail)] };
}

function finalValue(
  declaration: VariableDeclaration,
  given: Assignment | undefined,
  { functions, allowUnset }: VariableInputs,
): { value: Value; diagnostics: readonly Diagnostic[] } {
  const assignment = given ?? fromDefault(declaration);
  if (assignment) return { value: assignment.value, diagnostics: validateValue(declaration, assignment, functions) };
  const value = Value.unknown(declaration.type);
  return { value, diagnostics: allowUnset ? [] : [unset(declaration)] };
}

function fromDefault(declaration: VariableDeclaration): Assignment | undefined {
  const { default: value, range } = declaration;
  return value && assign(declaration, { value, diagnostics: [], origin: "default", range });
}

function unset({ name, range }: VariableDeclaration): Diagnostic {
  const detail = `The variable "${name}" has no value and no default. Give it one with -var ${name}=VALUE, in a file named by -var-file, or as PKR_VAR_${name} in the environment.`;
  return errorAt(range, "Unset variable", detail);
}
