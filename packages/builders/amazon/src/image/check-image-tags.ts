import type { ConfigIssue } from "@ingot/core/plugin";
import type { ImageConfig } from "./image-fields.js";

/** Amazon's bound is 50, and two of them are ours while the AMI is being made. */
const most = 48;

/** Whether Amazon would take the tags, as far as they are written out. */
export const checkImageTags = (config: ImageConfig): ConfigIssue[] => [
  ...checkTags("tags", config.tags, "tag", config.tag),
  ...checkTags("snapshot_tags", config.snapshot_tags, "snapshot_tag", config.snapshot_tag),
];

function checkTags(
  mapName: string,
  map: Readonly<Record<string, string>>,
  listName: string,
  list: ImageConfig["tag"],
): ConfigIssue[] {
  const keys = new Set([...Object.keys(map), ...list.map(({ key }) => key)]);
  const tooMany = keys.size > most ? [issue([mapName], `There are ${keys.size} tags; an AMI may have ${most}.`)] : [];
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
