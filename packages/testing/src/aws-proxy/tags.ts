import { members, type Params } from "./aws-call.js";
import type { World } from "./world.js";

/** Of a call's `TagSpecification`s, the tags for one kind of thing, as `CreateTags` wants them. */
function tagsFor(params: Params, kind: string): readonly Params[] {
  const specifications = members(params, "TagSpecification").filter(({ ResourceType }) => ResourceType === kind);
  return specifications.flatMap((each) => members(each, "Tag"));
}

export const withoutTags = (params: Params): Params =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith("TagSpecification.")));

/** Gives things the tags that the call that made them has for their kind. */
export async function tagAtBirth(
  world: World,
  region: string,
  params: Params,
  born: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [kind, ids] of Object.entries(born)) await createTags(world, region, ids, tagsFor(params, kind));
}

async function createTags(
  world: World,
  region: string,
  ids: readonly string[],
  tags: readonly Params[],
): Promise<void> {
  if (tags.length === 0 || ids.length === 0) return;
  const resources = ids.map((id, at) => [`ResourceId.${at + 1}`, id]);
  const pairs = tags.flatMap(({ Key = "", Value = "" }, at) => [
    [`Tag.${at + 1}.Key`, Key],
    [`Tag.${at + 1}.Value`, Value],
  ]);
  await world.ask("CreateTags", region, Object.fromEntries([...resources, ...pairs]));
}
