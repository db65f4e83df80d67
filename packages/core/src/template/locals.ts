import {
  type Diagnostic,
  type Evaluated,
  emptyScope,
  errorAt,
  evaluate,
  hasErrors,
  type LazyObject,
  type Scope,
  type SourceRange,
  Value,
} from "@ingot/hcl";
import type { LocalDeclaration } from "./local-blocks.js";
import { circleDiagnostic, circleOf, type Visit } from "./local-circle.js";
import { orderLocals } from "./local-order.js";
import type { TemplateLocal } from "./model.js";

export interface ResolvedLocals {
  readonly locals: ReadonlyMap<string, TemplateLocal>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Locals that are evaluated on first use, once, whatever the order they are written in. */
export interface LazyLocals {
  /** What `local` means in a scope. */
  readonly object: LazyObject;
  /** Evaluates all of them. Every complaint is told here once, and never by `object`. */
  resolve(scope: Scope): ResolvedLocals;
}

/** Locals that ask for each other by computed names, as in `local[var.name]`, nest; more than this is a mistake. */
const deepest = 50;

export function lazyLocals(declarations: ReadonlyMap<string, LocalDeclaration>): LazyLocals {
  const { ordered, circles } = orderLocals(declarations);
  const done = new Map<string, Evaluated>();
  const path: Visit[] = [];
  const names = [...declarations.keys()];
  let scope = emptyScope;

  const evaluateLocal = (declaration: LocalDeclaration, askedAt: SourceRange): Evaluated => {
    path.push({ name: declaration.name, askedAt });
    const { value: computed, diagnostics } = evaluate(declaration.expression, scope);
    path.pop();
    const isBroken = circles.has(declaration.name) && hasErrors(diagnostics);
    const value = isBroken ? Value.unknown() : computed; // of a part of a circle nothing more need be said
    const result = { value: declaration.sensitive ? value.withMarks(["sensitive"]) : value, diagnostics };
    done.set(declaration.name, result);
    return result;
  };

  const get = (name: string, askedAt: SourceRange): Evaluated => {
    const written = circles.get(path.at(-1)?.name ?? "")?.get(name);
    if (written) return refused(circleDiagnostic(written));
    const entered = path.findIndex((visit) => visit.name === name);
    if (entered !== -1) return refused(circleDiagnostic(circleOf(path, entered, askedAt)));
    if (path.length > deepest && !done.has(name)) return refused(tooDeep(name, askedAt));
    const { value } = done.get(name) ?? evaluateLocal(declarations.get(name)!, askedAt);
    return { value, diagnostics: [] };
  };

  const resolve = (given: Scope): ResolvedLocals => {
    scope = given;
    const locals = new Map<string, TemplateLocal>();
    for (const declaration of ordered) get(declaration.name, declaration.range);
    for (const { name, sensitive, range } of declarations.values()) {
      locals.set(name, { name, sensitive, range, value: done.get(name)!.value });
    }
    return { locals, diagnostics: names.flatMap((name) => done.get(name)!.diagnostics) };
  };

  return { object: { kind: "lazy", names: () => names, has: (name) => declarations.has(name), get }, resolve };
}

const refused = (problem: Diagnostic): Evaluated => ({ value: Value.unknown(), diagnostics: [problem] });

function tooDeep(name: string, askedAt: SourceRange): Diagnostic {
  const detail = `More than ${deepest} locals ask for one another by computed names on the way to local.${name}. Write the names out, as in local.${name}.`;
  return errorAt(askedAt, "Locals nested too deeply", detail);
}
