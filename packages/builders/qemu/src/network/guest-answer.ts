import { once } from "node:events";
import { connect } from "node:net";
import type { Host } from "@ingot/core/plugin";

/**
 * Between two questions; how long one may go without an answer, which takes an emulated guest seconds; how long to ask: milliseconds.
 * No more than three are open at a time, since servers count who has not logged in, and is not gone yet: Dropbear takes five.
 */
const interval = 1500;
const patience = 4500;
const longest = 30_000;

/**
 * Waits until the SSH server of the guest behind a port of this machine says something, for half a minute at most. QEMU's network
 * takes a connection before there is a guest to take it, and then tries ever more seldom to hand it on: whoever holds on to one
 * connection learns of the guest many seconds too late.
 */
export async function guestAnswers(port: number, host: Host, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const answered = once(over.signal, "abort");
  try {
    for (let waited = 0; waited < longest && !over.signal.aborted; waited += interval) {
      ask(port, host, over.signal).then(
        () => over.abort(),
        () => {}, // not yet, or not in time: the next one will
      );
      await Promise.race([answered, host.sleep(interval, signal)]);
    }
  } finally {
    over.abort();
  }
}

/** Resolves when the other side has spoken; rejects when it does not in time. */
async function ask(port: number, host: Host, over: AbortSignal): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  const done = new AbortController();
  const signal = AbortSignal.any([over, done.signal]);
  try {
    await Promise.race([
      once(socket, "data"),
      once(socket, "close").then(notInTime),
      host.sleep(patience, signal).then(notInTime),
    ]);
  } finally {
    done.abort();
    socket.destroy();
  }
}

const notInTime = () => Promise.reject(new Error("no answer"));
