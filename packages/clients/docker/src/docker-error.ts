import { IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import type { DockerAddress } from "./address.js";

/** Nothing answers at `address`, or something that is not a Docker engine. */
export function unreachable(address: DockerAddress, cause: unknown): IngotError {
  return new IngotError({
    code: "DOCKER_UNREACHABLE",
    source: "outside",
    message: `No Docker engine answers at ${address.url}: ${whyLost(cause)}. ${howToMend(address)}`,
    cause,
    data: { address: address.url },
  });
}

/** The engine refused: its own words and HTTP status are kept. */
export function refused(action: string, status: number, engineMessage: string): IngotError {
  return new IngotError({
    code: "DOCKER_API",
    source: "outside",
    message: `Docker refused "${action}" (status ${status}): ${engineMessage}`,
    data: { action, status, engineMessage },
  });
}

/** The connection broke in the middle of an answer. */
export function connectionLost(action: string, cause: unknown): IngotError {
  return new IngotError({
    code: "DOCKER_CONNECTION_LOST",
    source: "outside",
    message: `The connection to the Docker engine broke during "${action}": ${whyLost(cause)}.`,
    cause,
    data: { action },
  });
}

/** What answers is no engine any more, or a proxy between us has had a hand in it. */
export function notJson(action: string, answer: string, cause: unknown): IngotError {
  const beginning = JSON.stringify(answer.slice(0, 100));
  return new IngotError({
    code: "DOCKER_ANSWER",
    source: "outside",
    message: `The Docker engine's answer to "${action}" is not JSON; it begins with ${beginning}. Look for a proxy between Ingot and the engine.`,
    cause,
    data: { action },
  });
}

/** A command's output ended, but how the command ended is not known. */
export function communicatorLost(why: string, cause?: unknown): IngotError {
  return new IngotError({
    code: "COMMUNICATOR_LOST",
    source: "outside",
    message: `The connection to the container was lost: ${why}. Whether the command succeeded is not known.`,
    ...(cause !== undefined && { cause }),
  });
}

/** The HTTP status of an engine's refusal; undefined for every other error. */
export function statusOf(error: unknown): number | undefined {
  return isIngotError(error, "DOCKER_API") ? (error.data.status as number) : undefined;
}

/** The engine's own words in its refusal; undefined for every other error. */
export function messageOf(error: unknown): string | undefined {
  return isIngotError(error, "DOCKER_API") ? (error.data.engineMessage as string) : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such socket",
  ECONNREFUSED: "nothing listens there",
  EACCES: "this user may not open it",
  EPERM: "this user may not open it",
  ENOTFOUND: "the host's name is not known",
  EAI_AGAIN: "the host's name cannot be looked up",
  ETIMEDOUT: "it does not answer in time",
  EHOSTUNREACH: "there is no route to the host",
  ECONNRESET: "it closed the connection",
};

function whyLost(cause: unknown): string {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? reasonOf(cause).replace(/\.$/, "");
}

function howToMend(address: DockerAddress): string {
  const permission = address.socketPath === undefined ? "" : ", and that you may use it (group docker)";
  return (
    `Check that the engine runs (on Linux: systemctl start docker)${permission}; ` +
    "or set DOCKER_HOST to another engine's address, such as unix:///run/user/1000/docker.sock or tcp://host:2376."
  );
}
