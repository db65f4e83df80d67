import { basename, posix } from "node:path";
import { type Host, IngotError } from "@ingot/core/plugin";
import type { Archive } from "./format.js";

export interface Member {
  /** As the artifact names it. */
  readonly file: string;
  readonly path: string;
  /** Within the archive. */
  readonly name: string;
}

/** A tar holds the files side by side, a zip keeps their directories. No two members may have one name. */
export function membersOf(files: readonly string[], archive: Archive | undefined, host: Host): readonly Member[] {
  const nameOf = archive === "zip" ? relativeName : (file: string) => basename(file);
  const members = files.map((file) => ({ file, path: host.resolve(file), name: nameOf(file) }));
  const byName = new Map<string, Member>();
  for (const member of members) {
    const other = byName.get(member.name);
    if (other && archive) throw sameName(other, member);
    byName.set(member.name, member);
  }
  return members;
}

/** Never a path that leads out of the directory into which people unpack. */
const relativeName = (file: string) => posix.normalize(file).replace(/^(\.\.\/|\/)+/, "");

const sameName = (one: Member, other: Member) =>
  new IngotError({
    code: "SAME_MEMBER",
    source: "user",
    message: `The files "${one.file}" and "${other.file}" would both be "${one.name}" in the archive, and unpacking would leave only one. Rename one of them, or make a .zip, which keeps directories.`,
  });
