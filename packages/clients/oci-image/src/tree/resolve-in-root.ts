import { readlink } from "node:fs/promises";
import { type BytePath, shownPath } from "@ingot/client-transfer";
import { ociError } from "../oci-error.js";
import { ignoring, placeOf, withAccess } from "./place.js";

/** As Linux has it. */
const mostLinks = 40;

/**
 * Where `path` leads inside the tree at `root`, as a process whose root it is would see it: absolute links start at
 * `root`, and `..` never leaves it. The answer holds no links, and need not exist. With `follow` false, a link at the
 * end of the path is itself the answer. Throws OCI_LINK_LOOP.
 */
export async function resolveInRoot(root: string, path: BytePath, follow = true): Promise<BytePath> {
  const pending = partsOf(path);
  let done: BytePath[] = [];
  for (let links = 0; pending.length > 0; ) {
    const part = pending.pop()!;
    if (part === "..") {
      done.pop();
      continue;
    }
    const candidate = [...done, part].join("/");
    const target = pending.length > 0 || follow ? await linkTarget(root, candidate) : undefined;
    if (target === undefined) {
      done.push(part);
      continue;
    }
    if (++links > mostLinks) throw loop(path);
    if (target.startsWith("/")) done = [];
    pending.push(...partsOf(target));
  }
  return done.join("/");
}

/** Last first, so that the next one is popped. */
const partsOf = (path: BytePath): BytePath[] =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .reverse();

async function linkTarget(root: string, path: BytePath): Promise<BytePath | undefined> {
  const read = () => readlink(placeOf(root, path), { encoding: "buffer" });
  const target = await withAccess(root, path, read).catch(ignoring("EINVAL", "ENOENT", "ENOTDIR", "ENAMETOOLONG"));
  return target?.toString("latin1");
}

const loop = (path: BytePath) =>
  ociError(
    "OCI_LINK_LOOP",
    `"${shownPath(path)}" cannot be followed in the image: its symbolic links run in a circle.`,
  );
