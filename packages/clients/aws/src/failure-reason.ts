import { httpFailure } from "@ingot/client-http";
import { reasonOf } from "@ingot/core/plugin";
import { withoutEncoded } from "./encoded-denial.js";
import { isForeign, type SdkFailure } from "./sdk/sdk-failure.js";

const longest = 1000;
const longestExcerpt = 200;

/** Why a call failed, after "failed: ": Amazon's code and words, or what kept them from us. Without a full stop. */
export function failureReason(failure: SdkFailure): string {
  const { httpStatusCode: status, server } = failure.$metadata ?? {};
  if (isForeign(failure))
    return `${server} answered with the status ${status}, and not as AWS does${excerptOf(failure)}`;
  const said = status === undefined && server ? unanswered(server, failure) : reasonOf(failure);
  const shown = withoutEncoded(oneLine(said)).slice(0, longest).replace(/\.$/, "");
  return status === undefined ? shown : `${failure.name}: ${shown}`;
}

/** To the SDK a connection that is dropped is a timeout too. */
const dropped = new Set<string | undefined>(["ECONNRESET", "EPIPE"]);

function unanswered(server: string, failure: SdkFailure): string {
  if (dropped.has(failure.code)) return `${server} drops the connection`;
  return failure.name === "TimeoutError"
    ? `${server} does not answer`
    : reasonOf(httpFailure({ url: server }, failure)).replace(/^No /, "no ");
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** The first words of an answer, without its markup. */
function excerptOf({ $response }: SdkFailure): string {
  const { body } = $response ?? {};
  const text = typeof body === "string" ? oneLine(body.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, " ")) : "";
  return text === "" ? "" : `: "${text.slice(0, longestExcerpt)}${text.length > longestExcerpt ? "…" : ""}"`;
}
