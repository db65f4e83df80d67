import type { Tag } from "@ingot/client-aws";
import { type BuildContext, blocks, type JsonValue, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { lateNote, lateText } from "./late-text.js";

/** What templates within tags and descriptions may name: `.BuildRegion`, `.SourceAMI` … */
export type BuildData = Readonly<Record<string, JsonValue>>;

/** A tag as a block writes it. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

/** A tag as a block writes it that calls its key `name`. */
export interface NamedValue {
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly value: string;
}

/** `tags = { … }`. */
export const tagMap = (what: string) =>
  lateText(z.record(z.string(), z.string()).default({})).describe(`Tags of ${what}. ${lateNote}`);

/** `tag { … }` blocks beside it. */
export const tagBlocks = (what: string) =>
  blocks(
    z.object({
      key: lateText(z.string()).describe("The tag's key."),
      value: lateText(z.string()).describe("The tag's value."),
    }),
  ).describe(`A tag of ${what}.`);

/** The same where Packer calls the key `name`. */
export const namedTagBlocks = (what: string) =>
  blocks(
    z.object({
      name: lateText(optionalText()).describe("The tag's key, as Packer calls it."),
      key: lateText(optionalText()).describe("The tag's key."),
      value: lateText(z.string()).describe("The tag's value."),
    }),
  ).describe(`A tag of ${what}.`);

/** A block of `namedTagBlocks`, as all others have it. */
export const keyed = ({ name, key, value }: NamedValue): KeyValue => ({ key: key ?? name ?? "", value });

/** The map's and the blocks' tags, rendered; of two with one key the later counts. */
export function tagsOf(
  run: BuildContext,
  map: Readonly<Record<string, string>>,
  list: readonly KeyValue[],
  data: BuildData,
): Tag[] {
  const rendered = [...Object.entries(map), ...list.map(({ key, value }) => [key, value] as const)].map(
    ([key, value]) => [run.render(key, data), run.render(value, data)] as const,
  );
  return [...new Map(rendered)].map(([Key, Value]) => ({ Key, Value }));
}
