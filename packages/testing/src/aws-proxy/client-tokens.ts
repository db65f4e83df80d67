import { createHash } from "node:crypto";
import { AwsRefusal, type WireAnswer } from "./aws-answer.js";
import type { AwsCall } from "./aws-call.js";

interface Remembered {
  readonly digest: string;
  readonly answer: Promise<WireAnswer>;
}

/** A call with a client token that came before is not done again: its first answer is. moto does not know of that. */
export function onceByToken(): (call: AwsCall, work: () => Promise<WireAnswer>) => Promise<WireAnswer> {
  const known = new Map<string, Remembered>();
  return async (call, work) => {
    const { ClientToken: token, ...params } = call.params;
    if (token === undefined || call.service !== "ec2" || params.DryRun === "true") return await work();
    const key = `${call.region} ${call.action} ${token}`;
    const digest = createHash("sha256")
      .update(JSON.stringify(Object.entries(params).sort()))
      .digest("hex");
    const before = known.get(key);
    if (before && before.digest !== digest)
      throw new AwsRefusal("IdempotentParameterMismatch", "The client token was used with other parameters");
    const answer = before?.answer ?? work();
    known.set(key, { digest, answer });
    answer.catch(() => known.delete(key));
    return await answer;
  };
}
