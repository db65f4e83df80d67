import type { JsonValue } from "./json.js";

/** Something that will outlive this process once it is created: a container, a file, a mount, a process. */
export interface ResourceIntent {
  /** Names the reaper that can destroy it: "docker.container", "local.directory". */
  readonly kind: string;
  /** For people: "container ingot-3f2a…". */
  readonly description: string;
  /** All that the reaper needs to find it: known before creation, so it holds names and labels that we choose. JSON-safe, without secrets. */
  readonly handle: Readonly<Record<string, JsonValue>>;
}

/** An intent as the journal holds it. */
export interface ResourceRecord extends ResourceIntent {
  readonly runId: string;
  /** Unique within the run; later records about the same thing repeat it. */
  readonly resourceId: number;
  /** It was heard to be there. Else the process died while it was asked for, or before: what was asked for may only show after a while. */
  readonly isCreated?: boolean;
}

/** What became of a thing that was to go: it went now, or was gone already. */
export type DestroyOutcome = "destroyed" | "absent";
