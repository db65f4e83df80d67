/** Numbers from the left; a part that is not written is absent, which matters to `~>` alone. */
type Version = readonly number[];

interface Condition {
  readonly operator: string;
  readonly version: Version;
}

/** Conditions that must all hold: ">= 1.7.0, < 2.0". */
export type VersionConstraint = readonly Condition[];

const condition = /^\s*(=|!=|>|>=|<|<=|~>|)\s*v?(\d+(?:\.\d+){0,2})(?:[-+][0-9A-Za-z.+-]*)?\s*$/;

/** Undefined when `text` is no constraint. Suffixes such as "-dev" are left out of account. */
export function parseVersionConstraint(text: string): VersionConstraint | undefined {
  const conditions = text.split(",").map(parseCondition);
  return conditions.every((each) => each !== undefined) ? conditions : undefined;
}

function parseCondition(text: string): Condition | undefined {
  const found = condition.exec(text);
  return found ? { operator: found[1] || "=", version: found[2]!.split(".").map(Number) } : undefined;
}

/** `version` is "1.16.0"-like. */
export function satisfies(version: string, constraint: VersionConstraint): boolean {
  const parts = version.split(".").map(Number);
  return constraint.every(({ operator, version: wanted }) => holds[operator]!(compare(parts, wanted), parts, wanted));
}

const holds: Readonly<Record<string, (order: number, version: Version, wanted: Version) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  /** The last part written may grow, and nothing left of it. */
  "~>": (order, version, wanted) => order >= 0 && wanted.slice(0, -1).every((part, at) => part === version[at]),
};

function compare(one: Version, other: Version): number {
  for (let at = 0; at < 3; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
