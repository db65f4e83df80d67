import { connect, type Socket } from "node:net";
import { reasonOf } from "@ingot/core/plugin";
import { unreachable } from "./ssh-error.js";
import { serverName } from "./ssh-settings.js";

/** As long as Packer waits for one. Milliseconds. */
const patience = 15_000;

interface Address {
  readonly host: string;
  readonly port: number;
}

/** A TCP connection that sends at once what it is given: waiting for more to send costs SSH a factor of fifty. */
export async function dial(address: Address, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(patience);
  const socket = connect({ ...address, noDelay: true, keepAlive: true });
  const stop = () => socket.destroy(new Error("given up"));
  const either = AbortSignal.any([signal, limit]);
  either.addEventListener("abort", stop);
  try {
    await new Promise<void>((settle, fail) => socket.once("connect", settle).on("error", fail)); // for good: it must not fail unheard
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(limit.aborted ? `${serverName(address)} does not answer` : whyNot(address, error), error);
  } finally {
    either.removeEventListener("abort", stop);
  }
}

function whyNot(address: Address, error: unknown): string {
  const place = serverName(address);
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return `${place} refuses connections`;
  if (code === "ETIMEDOUT") return `${place} does not answer`;
  if (code === "EHOSTUNREACH" || code === "ENETUNREACH") return `no way leads to ${place} (${code})`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `no address is known for the name "${address.host}"`;
  return `the connection to ${place} failed: ${reasonOf(error)}`;
}
