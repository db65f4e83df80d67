import type { JournalContent } from "./journal-reader.js";
import { type RunPlace, runPlace } from "./journal-record.js";
import { isSameProcess } from "./process-identity.js";

/** `elsewhere`: on another machine, or in another process namespace, where this one cannot look. */
export type RunLife = "live" | "dead" | "elsewhere";

/** Whether the run that wrote a journal still goes on. A run that has ended is dead although its process may live. */
export function lifeOf({ isFinished, place }: JournalContent, here: RunPlace = runPlace()): RunLife {
  if (isFinished || !place) return "dead";
  if (differ(place.machineId, here.machineId)) return "elsewhere";
  if (differ(place.process.bootId, here.process.bootId)) return "dead";
  if (differ(place.pidNamespace, here.pidNamespace)) return "elsewhere";
  return isSameProcess(place.process) ? "live" : "dead";
}

const differ = (one: string, other: string) => one !== "" && other !== "" && one !== other;
