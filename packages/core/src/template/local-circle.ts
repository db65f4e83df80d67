import { type Diagnostic, errorAt, placeOf, type SourceRange } from "@ingot/hcl";

/** A local on the way to the one that is looked at, and where it was asked for. */
export interface Visit {
  readonly name: string;
  readonly askedAt: SourceRange;
}

/** Locals of which each uses the next, and the last the first. */
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

/** The circle that begins at `start` on `path`, and is closed where its first local is asked for again, at `askedAt`. */
export function circleOf(path: readonly Visit[], start: number, askedAt: SourceRange): Circle {
  const first = path[start]!.name;
  const steps = path.slice(start, start + mostShown).map(({ name }, at): Step => {
    const next = path[start + at + 1];
    return { from: name, to: next?.name ?? first, at: next?.askedAt ?? askedAt };
  });
  return { steps, length: path.length - start };
}

export function circleDiagnostic({ steps, length }: Circle): Diagnostic {
  const first = steps[0]!;
  const hidden = length - steps.length;
  const names = [...steps.map(({ from }) => `local.${from}`), ...(hidden > 0 ? [`${hidden} more`] : [])];
  const places = steps.map(({ from, to, at }) => `local.${from} uses local.${to} at ${placeOf(at)}`);
  const detail = `${names.join(" → ")} → local.${first.from}: a local cannot be computed from itself. ${places.join("; ")}. Break the circle at one of these places.`;
  return errorAt(first.at, "Cycle of locals", detail);
}
