const any = Number.POSITIVE_INFINITY;

/** How many arguments a template's functions take: least and most. What is not here looks for itself. */
const counts: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...exactly(0, ["build_name", "build_type", "timestamp", "uuid", "pwd", "template_dir", "packer_version"]),
  ...exactly(1, ["user", "build", "env", "strftime", "upper", "lower", "clean_resource_name", "not", "len"]),
  ...exactly(2, ["ne", "lt", "le", "gt", "ge"]),
  ...exactly(3, ["split", "replace_all"]),
  ...exactly(4, ["replace"]),
  isotime: [0, 1],
  index: [1, any],
  slice: [1, 3],
  printf: [1, any],
  eq: [2, any],
};

function exactly(count: number, names: readonly string[]): typeof counts {
  return Object.fromEntries(names.map((name) => [name, [count, count]]));
}

/** What is wrong with a call of so many arguments. */
export function countProblem(name: string, count: number): string | undefined {
  const [least, most] = (Object.hasOwn(counts, name) && counts[name]) || [0, any];
  if (count >= least && count <= most) return undefined;
  const needed = most === any ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
  return `it takes ${needed === "0" ? "no" : needed} argument${most === 1 || (most === any && least === 1) ? "" : "s"}, here ${count === 1 ? "is" : "are"} ${count || "none"}`;
}
