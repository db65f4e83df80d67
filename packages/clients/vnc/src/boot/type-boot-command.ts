import type { VncClient } from "../rfb/vnc-client.js";
import type { BootAction } from "./boot-command.js";

export interface TypingOptions {
  /** Milliseconds after each key goes down or up. */
  readonly keyInterval: number;
  /** Milliseconds after each group of keys, which ends at a wait and at the end. Default 0. */
  readonly groupInterval?: number;
  readonly signal?: AbortSignal;
  /** Rejects with the signal's reason when aborted: a host's. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Types `actions`. Keys that they leave held stay held for the next call, until the client is closed. */
export async function typeBootCommand(
  actions: readonly BootAction[],
  client: Pick<VncClient, "key">,
  { keyInterval, groupInterval = 0, signal, sleep }: TypingOptions,
): Promise<void> {
  const endsGroup = (at: number) => actions[at]!.kind === "key" && actions[at + 1]?.kind !== "key";
  for (const [at, action] of actions.entries()) {
    signal?.throwIfAborted();
    for (const [keysym, down] of movesOf(action)) {
      await client.key(keysym, down);
      await sleep(keyInterval, signal);
    }
    if (action.kind === "wait") await sleep(action.milliseconds, signal);
    if (groupInterval > 0 && endsGroup(at)) await sleep(groupInterval, signal);
  }
}

type Move = readonly [keysym: number, down: boolean];

const leftShift = 0xffe1;

function movesOf(action: BootAction): readonly Move[] {
  if (action.kind === "wait") return [];
  const { keysym, shift } = action.key;
  const keys = shift ? [leftShift, keysym] : [keysym];
  const down = keys.map((key): Move => [key, true]);
  const up = keys.map((key): Move => [key, false]);
  if (action.motion === "hold") return down;
  return action.motion === "release" ? up : [...down, ...up.reverse()];
}
