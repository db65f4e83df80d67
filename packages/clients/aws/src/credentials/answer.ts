import { type HttpRequest, httpRequest } from "@ingot/client-http";
import type { Host } from "@ingot/core/plugin";
import type { AwsCredentials } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

/** What services of credentials answer, under the several names that they have for the same. */
type Answer = Readonly<Record<string, unknown>>;

const mostBytes = 1024 * 1024;

/** Asks a service of credentials without the environment's proxies: such services are within the machine or its network. */
export const askNearby = (request: Omit<HttpRequest, "mostBytes">, host: Host, signal: AbortSignal) =>
  httpRequest({ ...request, mostBytes }, { ...host, env: {} }, signal);

/** The JSON object in `text`. `from` says whose it is, as in "The container's role". Throws AWS_CREDENTIALS. */
export function parseAnswer(text: string, from: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Answer;
  } catch {
    throw credentialsError(`${from} does not answer with JSON.`); // which may hold secrets all the same
  }
  throw credentialsError(`${from} does not answer with an object of JSON.`);
}

/** The credentials in `{ AccessKeyId, SecretAccessKey, Token or SessionToken, Expiration }`. Throws AWS_CREDENTIALS. */
export function credentialsIn(answer: Answer, from: string): AwsCredentials {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Expiration } = answer;
  const sessionToken = answer.SessionToken ?? answer.Token;
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string")
    throw credentialsError(`${from} gives no AccessKeyId and SecretAccessKey.`);
  const expiration = Expiration === undefined || Expiration === null ? undefined : dateOf(Expiration);
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === "string" && sessionToken !== "" && { sessionToken }),
    ...(expiration && { expiration }),
  };
}

function dateOf(value: unknown): Date | undefined {
  const date = new Date(value as string | number | Date);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
