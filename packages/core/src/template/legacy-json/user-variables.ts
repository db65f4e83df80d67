import { type Diagnostic, errorAt, FunctionError, string, stringType, suggest, Value } from "@ingot/hcl";
import { templateProblem } from "../../config/template-problem.js";
import { isIngotError } from "../../errors.js";
import type { TemplateFunction, TemplateFunctions } from "../../interpolate/evaluate-pipeline.js";
import { NotYetKnown } from "../../interpolate/not-yet-known.js";
import { renderKnown } from "../../interpolate/render-known.js";
import type { TemplateData } from "../../interpolate/render-template.js";
import { text } from "../../interpolate/text-functions.js";
import type { WrittenValue } from "./given-values.js";

export interface ResolvedVariables {
  /** Unknown where a value is wrong, or has not come from outside yet. */
  readonly values: ReadonlyMap<string, Value>;
  readonly diagnostics: readonly Diagnostic[];
}

type Rendered = { readonly text: string } | "pending" | "failed";

/**
 * Renders the values of user variables, which may refer to one another. Each is rendered once, when it is asked for; a circle is reported
 * with its path. What a builder fills in later, such as `{{ .HTTPIP }}`, stays as it is.
 */
export function resolveUserVariables(
  written: ReadonlyMap<string, WrittenValue>,
  { sensitive, unset }: { readonly sensitive: ReadonlySet<string>; readonly unset: ReadonlySet<string> },
  functions: TemplateFunctions,
): ResolvedVariables {
  const resolver = createResolver(written, unset, functions);
  const values = [...written.keys()].map((name): [string, Value] => {
    const rendered = resolver.resolve(name);
    const value = typeof rendered === "string" ? Value.unknown(stringType) : string(rendered.text);
    return [name, sensitive.has(name) ? value.withMarks(["sensitive"]) : value];
  });
  return { values: new Map(values), diagnostics: resolver.diagnostics };
}

function createResolver(
  written: ReadonlyMap<string, WrittenValue>,
  unset: ReadonlySet<string>,
  functions: TemplateFunctions,
) {
  const done = new Map<string, Rendered>();
  const path: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const user: TemplateFunction = (given) => {
    const name = text(given);
    if (unset.has(name)) throw new NotYetKnown();
    return textOf(resolve(checkedName(name, [...written.keys(), ...unset], path)));
  };
  const resolve = (name: string): Rendered => {
    const known = done.get(name);
    if (known) return known;
    path.push(name);
    const rendered = renderValue(written.get(name)!, { ...functions, user }, (problem) => diagnostics.push(problem));
    path.pop();
    done.set(name, rendered);
    return rendered;
  };
  return { resolve, diagnostics };
}

function checkedName(name: string, known: readonly string[], path: readonly string[]): string {
  if (path.includes(name)) {
    const circle = [...path.slice(path.indexOf(name)), name].join(" → ");
    throw new FunctionError(`variables go in a circle: ${circle}`);
  }
  if (known.includes(name)) return name;
  const near = suggest(name, known);
  throw new FunctionError(`there is no variable "${name}"${near ? `; perhaps "${near}" is meant` : ""}`);
}

/** What failed has been reported where it stands, so nothing more is said of those that need it. */
function textOf(rendered: Rendered): string {
  if (typeof rendered === "string") throw new NotYetKnown();
  return rendered.text;
}

function renderValue(
  { text: template, range }: WrittenValue,
  functions: TemplateFunctions,
  report: (problem: Diagnostic) => void,
): Rendered {
  try {
    const rendered = renderKnown(template, keptFields(template), functions);
    return rendered === undefined ? "pending" : { text: rendered };
  } catch (error) {
    if (!isIngotError(error, "TEMPLATE_ENGINE")) throw error;
    report(
      range
        ? templateProblem(error, range)
        : errorAt(undefined, "Invalid template", `${error.message} It stands in -var.`),
    );
    return "failed";
  }
}

/** Fields are for whoever renders the option that the variable goes into. */
function keptFields(text: string): TemplateData {
  const names = [...text.matchAll(/\.([\p{L}_][\p{L}\p{N}_]*)/gu)].map(([, name]) => name!);
  return Object.fromEntries(names.map((name) => [name, `{{ .${name} }}`]));
}
