import {
  type Diagnostic,
  type Evaluated,
  emptyScope,
  errorAt,
  hasErrors,
  type Readings,
  type Scope,
  type SourceRange,
  Value,
} from "@ingot/hcl";
import type { Definition } from "./definition.js";
import { type Circle, circleDiagnostic, circleOf, type Visit } from "./definition-circle.js";
import { type DefinitionOrder, orderDefinitions } from "./definition-order.js";

/** Definitions that are evaluated on first use, whatever the order they are written in. */
export interface Resolver {
  /** Its value so far. What is wrong with it is told by `resolve`. */
  get(address: string, askedAt: SourceRange): Evaluated;
  /**
   * Evaluates all of them; those that lack something from outside again, when it has come. Every complaint is told here once,
   * and never by `get`. Rejects when the readings are aborted.
   */
  resolve(scope: Scope): Promise<readonly Diagnostic[]>;
}

/** Definitions that ask for each other by computed names, as in `local[var.name]`, nest; more than this is a mistake. */
const deepest = 50;

interface Result extends Evaluated {
  /** It lacked nothing: this is what it stays. */
  readonly isFinal: boolean;
  /** It asked for something outside that has not come. */
  readonly isReading: boolean;
  /** The definitions whose values, as it found them, were not final. */
  readonly lacks: ReadonlySet<string>;
  readonly round: number;
}

/** A definition that is being evaluated. */
interface Frame extends Visit {
  readonly lacks: Set<string>;
  /** By how much what is missing grew on account of the definitions that it asked for. */
  missedByOthers: number;
}

interface State {
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly readings: Readings;
  readonly circles: DefinitionOrder["circles"];
  readonly results: Map<string, Result>;
  /** From the definition that is evaluated for itself to the one that it asks for, by way of others. */
  readonly path: Frame[];
  scope: Scope;
  round: number;
}

export function createResolver(definitions: ReadonlyMap<string, Definition>, readings: Readings): Resolver {
  const { ordered, circles } = orderDefinitions(definitions);
  const state: State = { definitions, readings, circles, results: new Map(), path: [], scope: emptyScope, round: 0 };
  return {
    get: (address, askedAt) => get(state, address, askedAt),
    resolve: (scope) => {
      state.scope = scope;
      return resolveAll(state, ordered);
    },
  };
}

async function resolveAll(state: State, ordered: readonly Definition[]): Promise<readonly Diagnostic[]> {
  const { definitions, results, readings } = state;
  for (let open = ordered; open.length > 0; ) {
    state.round += 1;
    for (const { address, range } of open) if (isDue(state, address)) get(state, address, range);
    open = open.filter(({ address }) => !results.get(address)!.isFinal);
    if (open.length > 0) await readings.next();
  }
  return [...definitions.keys()].flatMap((address) => results.get(address)!.diagnostics);
}

/** Whether it has never been evaluated, or there is reason to do it again. */
function isDue({ results, round }: State, address: string): boolean {
  const result = results.get(address);
  if (!result) return true;
  if (result.isFinal || result.round === round) return false;
  return result.isReading || [...result.lacks].some((each) => results.get(each)!.isFinal);
}

function get(state: State, address: string, askedAt: SourceRange): Evaluated {
  const { definitions, path, readings } = state;
  const problem = circleThrough(state, address, askedAt);
  if (problem) return refused(circleDiagnostic(problem));
  if (path.length > deepest && isDue(state, address)) return refused(tooDeep(address, askedAt));
  const asking = path.at(-1);
  const before = readings.missing;
  if (isDue(state, address)) evaluateNow(state, definitions.get(address)!, askedAt);
  const { value, isFinal } = state.results.get(address)!;
  if (!isFinal) readings.miss();
  if (!isFinal) asking?.lacks.add(address);
  if (asking) asking.missedByOthers += readings.missing - before;
  return { value, diagnostics: [] };
}

/** One that is written is known before; one by computed names shows when it is closed. */
function circleThrough({ circles, path }: State, address: string, askedAt: SourceRange): Circle | undefined {
  const written = circles.get(path.at(-1)?.address ?? "")?.get(address);
  if (written) return written;
  const entered = path.findIndex((visit) => visit.address === address);
  return entered === -1 ? undefined : circleOf(path, entered, askedAt);
}

function evaluateNow(
  { path, readings, scope, circles, results, round }: State,
  definition: Definition,
  askedAt: SourceRange,
) {
  const { address } = definition;
  const frame: Frame = { address, askedAt, lacks: new Set(), missedByOthers: 0 };
  path.push(frame);
  const before = readings.missing;
  const { value: computed, diagnostics } = definition.evaluate(scope);
  path.pop();
  const missed = readings.missing - before;
  const isBroken = circles.has(address) && hasErrors(diagnostics);
  results.set(address, {
    value: isBroken ? Value.unknown().withMarks(computed.marks) : computed, // of a part of a circle nothing more need be said
    diagnostics,
    lacks: frame.lacks,
    round,
    isFinal: missed === 0,
    isReading: missed > frame.missedByOthers,
  });
}

const refused = (problem: Diagnostic): Evaluated => ({ value: Value.unknown(), diagnostics: [problem] });

function tooDeep(address: string, askedAt: SourceRange): Diagnostic {
  const detail = `More than ${deepest} locals ask for one another by computed names on the way to ${address}. Write the names out, as in ${address}.`;
  return errorAt(askedAt, "Locals nested too deeply", detail);
}
