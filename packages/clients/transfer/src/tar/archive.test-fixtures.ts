import type { EntryKind } from "./read-tar.js";
import { tarEnd, tarHeader, tarPadding } from "./write-tar.js";

export interface TestEntry {
  readonly path: string;
  readonly kind?: EntryKind;
  readonly content?: string | Buffer;
  readonly linkPath?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Claimed in the header; default: the content's. */
  readonly size?: number;
}

/** A tar stream. Names are taken as they are, so that hostile ones can be made. */
export function archiveOf(...entries: readonly TestEntry[]): Buffer {
  const parts = entries.flatMap(({ path, kind = "file", content = "", linkPath, mode, uid = 0, gid = 0, size }) => {
    const body = Buffer.from(content);
    const common = { path, kind, uid, gid, mtime: 1_000_000_000, mode: mode ?? (kind === "directory" ? 0o755 : 0o644) };
    const header = tarHeader({ ...common, size: size ?? body.length, ...(linkPath !== undefined && { linkPath }) });
    return [header, body, tarPadding(body.length)];
  });
  return Buffer.concat([...parts, tarEnd()]);
}
