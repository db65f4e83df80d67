import { IngotError, isIngotError } from "@ingot/core/plugin";
import { adviceFor, needsUser } from "./advice.js";
import { callWords, namesIn } from "./call-words.js";
import { failureReason } from "./failure-reason.js";
import { isForeign, type SdkFailure } from "./sdk/sdk-failure.js";

/** Which call it was. */
export interface AwsCall {
  /** As permissions have it: "ec2". */
  readonly service: string;
  /** "RunInstances". */
  readonly action: string;
  readonly region: string;
  /** What it was made with. */
  readonly input?: object | undefined;
}

/** A failed call as an `IngotError` AWS_REQUEST; what is one already stays as it is. */
export function awsFailure(call: AwsCall, error: unknown, explanation?: string): IngotError {
  if (isIngotError(error)) return error;
  const failure = error as SdkFailure;
  const { httpStatusCode: status, requestId, attempts = 1 } = failure.$metadata ?? {};
  const awsCode = status === undefined || isForeign(failure) ? undefined : failure.name;
  const { service, action, region, input } = call;
  const data = { service, action, region, resources: namesIn(input), awsCode, requestId, status, attempts };
  return new IngotError({
    code: "AWS_REQUEST",
    source: needsUser(awsCode) ? "user" : "outside",
    message: messageOf(call, failure, explanation),
    cause: error,
    data: Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)),
  });
}

function messageOf(call: AwsCall, failure: SdkFailure, explanation: string | undefined): string {
  const { service, action, region } = call;
  const { httpStatusCode: status, requestId, attempts = 1 } = failure.$metadata ?? {};
  const outcome = status !== undefined && status < 500 && !isForeign(failure) ? "was refused" : "failed";
  const facts = [requestId && `request ${requestId}`, attempts > 1 && `${attempts} attempts`]
    .filter(Boolean)
    .join(", ");
  const ending = facts === "" ? "." : ` (${facts}).`;
  const sentences = [
    `Cannot ${callWords(call)} in ${region}: ${service}:${action} ${outcome}: ${failureReason(failure)}${ending}`,
    explanation,
    adviceFor(call, failure),
  ];
  return sentences.filter((each) => each).join(" ");
}

/** Amazon's code of a failed call: "InvalidSubnetID.NotFound". */
export function awsCodeOf(error: unknown): string | undefined {
  const code = isIngotError(error, "AWS_REQUEST") ? error.data.awsCode : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Whether a call failed with one of Amazon's `codes`. */
export function isAwsError(error: unknown, ...codes: readonly string[]): boolean {
  const code = awsCodeOf(error);
  return code !== undefined && codes.includes(code);
}
