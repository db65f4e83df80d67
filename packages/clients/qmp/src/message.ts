import type { JsonValue } from "@ingot/core/plugin";

/** Something that QEMU tells unasked: SHUTDOWN, STOP, RESET … */
export interface QmpEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, JsonValue>>;
  readonly timestamp: { readonly seconds: number; readonly microseconds: number };
}

/** What QEMU sends: its greeting, an event, or the answer to a command. */
export type QmpMessage =
  | { readonly kind: "greeting" }
  | { readonly kind: "event"; readonly event: QmpEvent }
  | { readonly kind: "return"; readonly id: number; readonly value: JsonValue }
  | { readonly kind: "error"; readonly id: number; readonly error: { readonly class: string; readonly desc: string } };

interface Sent {
  readonly QMP?: object;
  readonly event?: string;
  readonly data?: QmpEvent["data"];
  readonly timestamp?: QmpEvent["timestamp"];
  readonly return?: JsonValue;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly id?: number;
}

/** undefined for a line that is none of them. */
export function parseMessage(line: string): QmpMessage | undefined {
  const sent = objectOf(line);
  if (sent?.QMP) return { kind: "greeting" };
  if (sent?.event && sent.timestamp)
    return { kind: "event", event: { event: sent.event, data: sent.data ?? {}, timestamp: sent.timestamp } };
  if (sent?.id === undefined) return undefined;
  if (sent.return !== undefined) return { kind: "return", id: sent.id, value: sent.return };
  return sent.error && { kind: "error", id: sent.id, error: sent.error };
}

function objectOf(line: string): Sent | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
