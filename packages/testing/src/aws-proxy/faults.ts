import { setTimeout as wait } from "node:timers/promises";
import { AwsRefusal, refusalAnswer, type WireAnswer } from "./aws-answer.js";
import type { AwsCall } from "./aws-call.js";

/** What becomes of a call: an answer, or "dropped" for a connection that ends without one. `moto` may be asked or not. */
export type Fault = (call: AwsCall, moto: () => Promise<WireAnswer>) => Promise<WireAnswer | "dropped">;

export interface FaultRule {
  /** "ec2:RunInstances", or the action alone. */
  readonly action: string;
  readonly region?: string;
  /** The first call that it befalls, counted from 1 among those that the rule is about. Default 1. */
  readonly from?: number;
  /** How many calls in a row. Default 1; Infinity is for good. */
  readonly times?: number;
  readonly fault: Fault;
}

/** Refuses as Amazon would. */
export const refuse =
  (code: string, message: string, status = 400): Fault =>
  async (call) =>
    refusalAnswer(call, new AwsRefusal(code, message, status));

export const throttle = refuse("RequestLimitExceeded", "Request limit exceeded.", 503);
export const serverError = refuse("InternalError", "An internal error has occurred", 500);

export const deny: Fault = async (call) => {
  const code = call.service === "ec2" ? "UnauthorizedOperation" : "AccessDenied";
  const message = `You are not authorized to perform this operation: ${call.service}:${call.action}`;
  return refusalAnswer(call, new AwsRefusal(code, message, 403));
};

export const dropBefore: Fault = async () => "dropped";

/** The nasty one: it has happened, and nobody heard. */
export const dropAfter: Fault = async (_call, moto) => {
  await moto();
  return "dropped";
};

/** Keeps the client waiting so many milliseconds. */
export const slow =
  (milliseconds: number): Fault =>
  async (_call, moto) => {
    await wait(milliseconds);
    return await moto();
  };

/** The codes with which actions say that what they are about is not there, although it was just made. */
const absences: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/Snapshot/, "InvalidSnapshot.NotFound"],
  [/Volume/, "InvalidVolume.NotFound"],
  [/ImportImageTasks/, "InvalidConversionTaskId"],
  [/SecurityGroup/, "InvalidGroup.NotFound"],
  [/KeyPair/, "InvalidKeyPair.NotFound"],
  [/LaunchTemplate/, "InvalidLaunchTemplateId.NotFound"],
  [/^(?:CreateImage|RunInstances|.*Instance.*)$/, "InvalidInstanceID.NotFound"],
  [/Image|FastLaunch/, "InvalidAMIID.NotFound"],
  [/Tags$/, "InvalidAMIID.NotFound"],
];

/** Whether an action can find that a thing is not there yet. What is taken away has been there for long, as have the volumes of a machine that has worked; and a key pair may always be. */
export const canMiss = ({ service, action }: AwsCall): boolean =>
  service === "ec2" &&
  !/^(?:Create(?!Image|Tags)|Run|Register|Import|Attach|Detach|Describe(?:Regions|Vpcs|Subnets)|Delete(?!Tags))/.test(
    action,
  );

/** What was just made is not there for this call: unknown by its id, and not among what a filter finds. */
export const notYet: Fault = async (call, moto) => {
  const byFilter = !Object.keys(call.params).some((name) =>
    /^(?:\w*Id|KeyName|GroupName|ResourceId)(?:\.\d+)?$/.test(name),
  );
  if (byFilter && call.action.startsWith("Describe")) return emptied(await moto());
  const [, code] = absences.find(([pattern]) => pattern.test(call.action)) ?? ["", "InvalidParameterValue"];
  return refusalAnswer(call, new AwsRefusal(code, "The ID does not exist"));
};

function emptied(answer: WireAnswer): WireAnswer {
  const body = answer.body.toString().replace(/<(\w+(?:Set|Info))>[\s\S]*<\/\1>/, "<$1/>");
  return { ...answer, body: Buffer.from(body) };
}

interface Counted {
  readonly rule: FaultRule;
  seen: number;
}

/** Which fault befalls a call, if any. Every rule counts the calls that it is about; the first that applies decides. */
export function faultsBy(rules: readonly FaultRule[]): (call: AwsCall) => Fault | undefined {
  const counted: readonly Counted[] = rules.map((rule) => ({ rule, seen: 0 }));
  return (call) => {
    const concerned = counted.filter(({ rule }) => isAbout(rule, call));
    for (const each of concerned) each.seen += 1;
    return concerned.find(({ rule: { from = 1, times = 1 }, seen }) => seen >= from && seen < from + times)?.rule.fault;
  };
}

const isAbout = ({ action, region }: FaultRule, call: AwsCall) =>
  (action === call.action || action === `${call.service}:${call.action}`) &&
  (region === undefined || region === call.region);
