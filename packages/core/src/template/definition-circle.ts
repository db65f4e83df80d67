import { type Diagnostic, errorAt, placeOf, type SourceRange } from "@ingot/hcl";

/** A definition on the way to the one that is looked at, and where it was asked for. */
export interface Visit {
  readonly address: string;
  readonly askedAt: SourceRange;
}

/** Definitions of which each uses the next, and the last the first. */
export interface Circle {
  /** The first ones; all but a few of a circle of thousands would bury the message. */
  readonly steps: readonly Step[];
  readonly length: number;
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly at: SourceRange;
}

const mostShown = 12;

/** The circle that begins at `start` on `path`, and is closed where its first definition is asked for again, at `askedAt`. */
export function circleOf(path: readonly Visit[], start: number, askedAt: SourceRange): Circle {
  const first = path[start]!.address;
  const steps = path.slice(start, start + mostShown).map(({ address }, at): Step => {
    const next = path[start + at + 1];
    return { from: address, to: next?.address ?? first, at: next?.askedAt ?? askedAt };
  });
  return { steps, length: path.length - start };
}

/** The whole way round, with every place that is on it, and the rule that it breaks. */
export function circleText({ steps, length }: Circle, { verb, rule }: { verb: string; rule: string }): string {
  const hidden = length - steps.length;
  const names = [...steps.map(({ from }) => from), ...(hidden > 0 ? [`${hidden} more`] : []), steps[0]!.from];
  const places = steps.map(({ from, to, at }) => `${from} ${verb} ${to} at ${placeOf(at)}`);
  return `${names.join(" → ")}: ${rule}. ${places.join("; ")}. Break the circle at one of these places.`;
}

export function circleDiagnostic(circle: Circle): Diagnostic {
  const { steps } = circle;
  const first = steps[0]!;
  const onlyLocals = steps.every(({ from }) => from.startsWith("local."));
  const rule = onlyLocals ? "a local cannot be computed from itself" : "a value cannot be computed from itself";
  const detail = circleText(circle, { verb: "uses", rule });
  return onlyLocals
    ? errorAt(first.at, "Cycle of locals", detail)
    : errorAt(first.at, "Cycle of locals and data sources", detail);
}
