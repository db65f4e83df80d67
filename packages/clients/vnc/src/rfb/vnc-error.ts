import { IngotError, reasonOf } from "@ingot/core/plugin";

/** Makes the errors of one server, which each of them names. */
export interface VncErrors {
  /** No connection came about. */
  unreachable(cause: unknown): IngotError;
  /** The server refused, in its own words. */
  refused(said: string): IngotError;
  /** The server wants a password that we lack, or another one, or a way of logging in that we do not have. */
  authentication(why: string): IngotError;
  /** What answers does not follow the protocol. */
  protocol(what: string): IngotError;
  /** The connection ended. */
  lost(doing: string, cause: unknown): IngotError;
}

const withoutStop = (text: string) => text.replace(/[.\s]+$/, "");

export function vncErrors(host: string, port: number): VncErrors {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const failure = (code: string, message: string, cause?: unknown) =>
    new IngotError({
      code,
      source: "outside",
      message,
      ...(cause !== undefined && { cause }),
      data: { address },
    });
  return {
    unreachable: (cause) =>
      failure("VNC_UNREACHABLE", `No VNC server answers at ${address}: ${withoutStop(reasonOf(cause))}.`, cause),
    refused: (said) =>
      failure("VNC_REFUSED", `The VNC server at ${address} refused the connection: ${withoutStop(said)}.`),
    authentication: (why) => failure("VNC_AUTHENTICATION", `The VNC server at ${address} does not let us in: ${why}.`),
    protocol: (what) => failure("VNC_PROTOCOL", `What answers at ${address} does not speak RFB as it should: ${what}.`),
    lost: (doing, cause) => {
      const why = withoutStop(reasonOf(cause));
      return failure("VNC_CONNECTION_LOST", `The VNC connection to ${address} was lost ${doing}: ${why}.`, cause);
    },
  };
}
