/** Binary search: the index of the last of `sorted` that stands at or before `wanted`; 0 when none does. */
export function lastAtOrBefore(sorted: readonly number[], wanted: number): number {
  return lastSuch(sorted.length, (at) => sorted[at]! <= wanted);
}

/** Of the indexes below `length`, the last for which `holds`, as it does for all before it; 0 when it does for none. */
export function lastSuch(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
