import { IngotError, isIngotError } from "@ingot/core/plugin";

/**
 * SSH_UNREACHABLE: nobody answers. SSH_HANDSHAKE: somebody does, but the connection does not come about. SSH_AUTHENTICATION: the login
 * is refused. A machine that boots may get over all three.
 */
const passing = ["SSH_UNREACHABLE", "SSH_HANDSHAKE", "SSH_AUTHENTICATION"] as const;

export const mayPass = (error: unknown): error is IngotError => passing.some((code) => isIngotError(error, code));

export const unreachable = (message: string, cause?: unknown): IngotError =>
  new IngotError({ code: "SSH_UNREACHABLE", source: "outside", message, ...(cause !== undefined && { cause }) });

export const handshakeFailed = (message: string, cause?: unknown): IngotError =>
  new IngotError({ code: "SSH_HANDSHAKE", source: "outside", message, ...(cause !== undefined && { cause }) });

/** What the user wrote cannot be used: trying again would not help. */
export const unusable = (code: string, message: string, cause?: unknown): IngotError =>
  new IngotError({ code, source: "user", message, ...(cause !== undefined && { cause }) });
