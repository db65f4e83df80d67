import { constants } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reasonOf } from "@ingot/hcl";
import { IngotError } from "../errors.js";
import { explainFileError } from "../file-error.js";
import type { Host } from "../host.js";
import { makeDirectory } from "../make-directory.js";
import type { ResourceIntent } from "../resource.js";
import { type JournalRecord, runPlace } from "./journal-record.js";

/** The durable record of what a run creates outside itself. It costs nothing until the first intent. */
export interface Journal {
  readonly path: string;
  /** Resolves with the resource's number when the intent is on disk; only then may the thing be created. */
  intend(intent: ResourceIntent): Promise<number>;
  created(resourceId: number): Promise<void>;
  destroyed(resourceId: number): Promise<void>;
  /** On disk when it resolves: `clean` must not destroy what was kept. */
  kept(resourceId: number): Promise<void>;
  /** Of a run that owes nothing the file is deleted; otherwise the end is recorded. */
  finish(): Promise<void>;
}

/** `hide` masks secrets in what is written. */
export function openJournal(runId: string, host: Host, hide: (text: string) => string): Journal {
  const path = join(host.stateDirectory, `${runId}.ndjson`);
  const writer = createGroupWriter(path, () => runStarted(runId, host));
  const owed = new Set<number>();
  let last = 0;
  const settled = (type: "destroyed" | "kept", resourceId: number) => {
    owed.delete(resourceId);
    return writer.append({ type, resourceId }, type === "kept");
  };
  return {
    path,
    intend: async (intent) => {
      last += 1;
      const resourceId = last;
      await writer.append({ type: "intent", resourceId, ...masked(intent, hide) }, true);
      owed.add(resourceId);
      return resourceId;
    },
    created: (resourceId) => writer.append({ type: "created", resourceId }, false),
    destroyed: (resourceId) => settled("destroyed", resourceId),
    kept: (resourceId) => settled("kept", resourceId),
    finish: () => writer.close(owed.size === 0 ? undefined : { type: "run-finished", time: host.now().toISOString() }),
  };
}

function runStarted(runId: string, host: Host): JournalRecord {
  return { type: "run-started", v: 1, runId, time: host.now().toISOString(), ...runPlace() };
}

/** A handle that holds a secret cannot be written, and so cannot be used by `clean`, which must know that. */
function masked(intent: ResourceIntent, hide: (text: string) => string) {
  const { kind, description } = intent;
  const plain = JSON.stringify(intent.handle);
  const strings = JSON.stringify(intent.handle, (_key, value) => (typeof value === "string" ? hide(value) : value));
  const handle = JSON.parse(strings) as ResourceIntent["handle"];
  return { kind, description: hide(description), handle, ...(strings !== plain && { masked: true as const }) };
}

interface GroupWriter {
  append(record: JournalRecord, durable: boolean): Promise<void>;
  close(last: JournalRecord | undefined): Promise<void>;
}

/** Writes what has gathered while the last write was under way as one piece, with one fsync: group commit. */
function createGroupWriter(path: string, first: () => JournalRecord): GroupWriter {
  let file: FileHandle | undefined;
  let gathered: JournalRecord[] = [];
  let needsSync = false;
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let isClosed = false;
  let isTorn = false;

  const writeGathered = async () => {
    next = undefined;
    const records = gathered;
    const sync = needsSync;
    gathered = [];
    needsSync = false;
    if (!file) {
      file = await create(path);
      records.unshift(first());
    }
    const lines = records.map((record) => `${JSON.stringify(record)}\n`).join("");
    const text = isTorn ? `\n${lines}` : lines;
    isTorn = true; // until it is known to be written to its end
    await file.appendFile(text);
    isTorn = false;
    if (sync) await file.datasync();
  };
  /** After the end nothing is written: what a reaper would find already gone need not be said, and the rest is refused. */
  const append = async (record: JournalRecord, durable: boolean) => {
    if (isClosed && !durable) return;
    if (isClosed) throw unwritable(path, new Error("The run is over."));
    gathered.push(record);
    needsSync ||= durable;
    next ??= writing = writing.then(writeGathered, writeGathered);
    try {
      await next;
    } catch (cause) {
      throw unwritable(path, cause);
    }
  };
  const close = async (last: JournalRecord | undefined) => {
    if (last) await append(last, true);
    isClosed = true;
    await writing.catch(() => {}); // whoever wrote has been told
    await file?.close();
    if (file && !last) await unlink(path);
  };
  return { append, close };
}

async function create(path: string): Promise<FileHandle> {
  await makeDirectory(dirname(path), 0o700);
  const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_WRONLY, 0o600);
  await syncDirectory(dirname(path)).catch(() => {}); // not every file system can
  return file;
}

/** Else the file's name may be lost although its content is not. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function unwritable(path: string, cause: unknown): IngotError {
  const mend = "Mend that, or choose another place for journals with XDG_STATE_HOME.";
  const reason = reasonOf(explainFileError(cause, { what: `write "${path}"`, mend }));
  return new IngotError({
    code: "JOURNAL_UNWRITABLE",
    source: "outside",
    message: `The run's journal cannot be written, so nothing may be created that could be left behind. ${reason}`,
    cause,
  });
}
