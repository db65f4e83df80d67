/** Nobody mistypes a longer name than this; comparing them would cost the product of their lengths. */
const longest = 100;

/**
 * The candidate nearest to `given`, for "Did you mean …?"; undefined when none is near enough to be meant. One slip is
 * allowed in every three characters, and writing in the wrong case is always forgiven.
 */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
  if (given.length > longest) return undefined;
  const wanted = given.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === given) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/**
 * How many characters must be added, removed, changed or swapped with their neighbour to make `b` of `a` (the optimal
 * string alignment distance). Anything from `bound` on counts as `bound`.
 */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + change,
        swapped ? beforeLast[column - 2]! + 1 : bound,
      );
    }
    if (current.every((distance) => distance >= bound)) return bound;
    [beforeLast, last] = [last, current];
  }
  return Math.min(last[b.length]!, bound);
}
