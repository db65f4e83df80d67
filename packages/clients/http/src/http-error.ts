import { IngotError, isIngotError, reasonOf } from "@ingot/core/plugin";
import type { HttpRequest } from "./http-request.js";

type Asked = Pick<HttpRequest, "url">;

/** Scheme, server and port: a path may hold a secret, and so may a query and a user's name. */
function serverOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the server";
}

const failure = (code: string, message: string, cause?: unknown) =>
  new IngotError({ code, source: "outside", message, ...(cause !== undefined && { cause }) });

export const timedOut = ({ url, timeout }: HttpRequest) =>
  failure("HTTP_TIMEOUT", `${serverOf(url)} did not answer in full within ${timeout / 1000} seconds.`);

export const tooLarge = ({ url, mostBytes }: HttpRequest) =>
  failure("HTTP_TOO_LARGE", `The answer of ${serverOf(url)} is larger than ${Math.floor(mostBytes / 1024)} KiB.`);

export const tooManyRedirects = ({ url }: Asked, most: number) =>
  failure("HTTP_REDIRECTS", `${serverOf(url)} redirected the request more than ${most} times.`);

export const strangeRedirect = ({ url }: Asked) =>
  failure("HTTP_REDIRECTS", `${serverOf(url)} redirects to an address that is not of HTTP.`);

export const notText = (url: string) => failure("HTTP_NOT_TEXT", `The answer of ${serverOf(url)} is not UTF-8 text.`);

export const incomplete = ({ url }: Asked, cause: unknown) =>
  isIngotError(cause)
    ? cause
    : failure("HTTP_INCOMPLETE", `${serverOf(url)} ended its answer early: ${endingOf(cause)}.`, cause);

const endingOf = (cause: unknown): string =>
  codeOf(cause) === "ECONNRESET" ? "it closed the connection" : reasonOf(cause);

const certificateCodes =
  /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

/** What kept the request from being answered. */
export function httpFailure({ url }: Asked, error: unknown): unknown {
  if (isIngotError(error)) return error;
  const code = codeOf(error);
  if (code !== undefined && certificateCodes.test(code)) {
    return failure(
      "HTTP_TLS",
      `No secure connection to ${serverOf(url)} could be made: ${plainReason(error, code)}.`,
      error,
    );
  }
  return failure("HTTP_UNREACHABLE", `${serverOf(url)} cannot be reached: ${plainReason(error, code)}.`, error);
}

function codeOf(error: unknown): string | undefined {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === "string") return code;
  return cause === undefined ? errors?.map(codeOf).find((each) => each !== undefined) : codeOf(cause);
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it closed the connection without an answer",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name cannot be looked up at present",
  ETIMEDOUT: "it does not answer",
};

const plainReason = (error: unknown, code: string | undefined): string =>
  (code !== undefined && reasons[code]) || reasonOf(error) || "the reason is not known";
