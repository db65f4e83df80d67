import type { ConfigIssue } from "@ingot/core/plugin";
import type { KeyValue } from "./tags.js";

/** Whether Amazon would take the tags of a map and of the blocks beside it, as far as they are written out. `most` leaves room in Amazon's bound of 50 for our own. */
export function checkTags(
  [mapName, map]: readonly [option: string, value: Readonly<Record<string, string>>],
  [listName, list]: readonly [option: string, value: readonly KeyValue[]],
  most: number,
): ConfigIssue[] {
  const keys = new Set([...Object.keys(map), ...list.map(({ key }) => key)]);
  const tooMany = keys.size > most ? [issue([mapName], `There are ${keys.size} tags; there may be ${most}.`)] : [];
  const inMap = Object.entries(map).flatMap(([key, value]) => problems([mapName, key], key, value));
  const inList = list.flatMap(({ key, value }, index) => problems([listName, index], key, value));
  return [...tooMany, ...inMap, ...inList];
}

function problems(path: ConfigIssue["path"], key: string, value: string): ConfigIssue[] {
  if (`${key}${value}`.includes("{{")) return [];
  if (key === "") return [issue(path, "A tag's key must not be empty.")];
  if (/^aws:/i.test(key)) return [issue(path, `Keys that begin with aws: are Amazon's own, and "${key}" does.`)];
  if (key.length > 128) return [issue(path, `A tag's key has at most 128 characters, and this one has ${key.length}.`)];
  if (value.length <= 256) return [];
  return [issue(path, `A tag's value has at most 256 characters, and that of "${key}" has ${value.length}.`)];
}

const issue = (path: ConfigIssue["path"], detail: string): ConfigIssue => ({ path, summary: "Invalid tag", detail });
