import type { Path, Value } from "@ingot/hcl";

/** Where a decoded body is not known yet: the topmost unknown values. */
export function unknownPaths(value: Value, path: Path = []): Path[] {
  if (!value.isKnown) return [path];
  if (value.isNull) return [];
  const { content } = value;
  const entries: Iterable<[string | number, Value]> =
    content instanceof Map ? content : Array.isArray(content) ? content.entries() : [];
  return [...entries].flatMap(([key, item]) => unknownPaths(item, [...path, key]));
}

/** Whether what is said of the value at `path` may change once all is known: it is unknown, or it holds an unknown. */
export const mayChange = (path: Path, unknown: readonly Path[]): boolean =>
  isWithinUnknown(path, unknown) || unknown.some((each) => startsWith(each, path));

/** Whether the value at `path` is unknown, or part of one that is. */
export const isWithinUnknown = (path: Path, unknown: readonly Path[]): boolean =>
  unknown.some((each) => startsWith(path, each));

const startsWith = (path: Path, start: Path): boolean => start.every((key, at) => path[at] === key);

/** A copy of `data` without the fields at `paths`; where a path leads into a list, without the whole list. */
export function withoutFields(data: unknown, paths: readonly Path[]): unknown {
  return paths.map(fieldPath).reduce(withoutField, data);
}

function fieldPath(path: Path): Path {
  const firstIndex = path.findIndex((key) => typeof key === "number");
  return firstIndex === -1 ? path : path.slice(0, firstIndex);
}

function withoutField(data: unknown, [key, ...rest]: Path): unknown {
  if (typeof data !== "object" || data === null || key === undefined) return data;
  const { [key]: field, ...others } = data as Record<string, unknown>;
  return rest.length === 0 || field === undefined ? others : { ...others, [key]: withoutField(field, rest) };
}
