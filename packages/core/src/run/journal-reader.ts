import type { ResourceRecord } from "../resource.js";
import type { JournalRecord, RunPlace } from "./journal-record.js";

/** What a journal says. */
export interface JournalContent {
  /** Undefined when the process died before the first line was whole; then nothing had been created. */
  readonly place: RunPlace | undefined;
  readonly isFinished: boolean;
  /** Intended, and neither destroyed nor kept, in the order of the intents. */
  readonly owed: readonly OwedResource[];
  /** The kinds of all resources, settled or not. */
  readonly kinds: ReadonlySet<string>;
  /** Numbers of the lines that cannot be read, but for a last one without its end: that one was never acted upon. */
  readonly damagedLines: readonly number[];
}

export interface OwedResource extends ResourceRecord {
  /** Its handle held a secret, which was not written. */
  readonly isMasked: boolean;
}

/** Reads the text of the run's journal. */
export function readJournal(runId: string, text: string): JournalContent {
  const { records, damagedLines } = parseLines(text);
  const owed = new Map<number, OwedResource>();
  const kinds = new Set<string>();
  for (const record of records) {
    if (record.type === "intent") {
      const { resourceId, kind, description, handle, masked = false } = record;
      owed.set(resourceId, { runId, resourceId, kind, description, handle, isMasked: masked });
      kinds.add(kind);
    } else if (record.type === "destroyed" || record.type === "kept") owed.delete(record.resourceId);
    else if (record.type === "created") markCreated(owed, record.resourceId);
  }
  return {
    place: records.find((record) => record.type === "run-started"),
    isFinished: records.some((record) => record.type === "run-finished"),
    owed: [...owed.values()],
    kinds,
    damagedLines,
  };
}

function markCreated(owed: Map<number, OwedResource>, resourceId: number): void {
  const resource = owed.get(resourceId);
  if (resource) owed.set(resourceId, { ...resource, isCreated: true });
}

function parseLines(text: string): { records: JournalRecord[]; damagedLines: number[] } {
  const records: JournalRecord[] = [];
  const damagedLines: number[] = [];
  const lines = text.split("\n");
  lines.pop(); // empty, or torn
  for (const [index, line] of lines.entries()) {
    const record = parseRecord(line);
    if (record) records.push(record);
    else damagedLines.push(index + 1);
  }
  return { records, damagedLines };
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== "object" || value === null) return false;
  const { type, resourceId, kind, description, handle, process } = value as Record<string, unknown>;
  switch (type) {
    case "run-started":
      return typeof process === "object" && process !== null;
    case "run-finished":
      return true;
    case "intent":
      return (
        typeof resourceId === "number" &&
        typeof kind === "string" &&
        typeof description === "string" &&
        typeof handle === "object" &&
        handle !== null
      );
    default:
      return (type === "created" || type === "destroyed" || type === "kept") && typeof resourceId === "number";
  }
}
