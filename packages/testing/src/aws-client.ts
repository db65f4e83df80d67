import type { WireAnswer } from "./aws-proxy/aws-answer.js";
import type { Params, WireRequest } from "./aws-proxy/aws-call.js";
import { type AwsThing, inventoryOf } from "./moto-inventory.js";
import { parseXml, type Xml } from "./xml.js";

/** Looks at Amazon, and changes it, as tests do: no retries, and answers as they are. */
export interface AwsClient {
  /** Calls an action of EC2, IAM or STS, and gives the root of the answer. Rejects with status and text of a refusal. */
  ask(service: string, region: string, action: string, params?: Params): Promise<Xml>;
  /** All that exists and belongs to the account; what moto has from the start does not. Default regions: us-east-1. */
  inventory(regions?: readonly string[]): Promise<readonly AwsThing[]>;
}

export type Send = (request: WireRequest) => Promise<WireAnswer>;

export function awsClient(send: Send, account: string): AwsClient {
  const ask: AwsClient["ask"] = async (service, region, action, params = {}) =>
    rootOf(await send(queryRequest(service, region, action, params)));
  const get = async (url: string) =>
    rootOf(await send({ method: "GET", url, headers: signedFor("s3", "us-east-1"), body: Buffer.of() }));
  return { ask, inventory: (regions = ["us-east-1"]) => inventoryOf(ask, get, account, regions) };
}

function rootOf({ status, body }: WireAnswer): Xml {
  if (status < 300) return Object.values(parseXml(body.toString()))[0]![0]!;
  throw new Error(`${status}: ${body.toString()}`);
}

const versions: Readonly<Record<string, string>> = { ec2: "2016-11-15", iam: "2010-05-08", sts: "2011-06-15" };

/** moto looks at who signs and for what, and never at the signature. */
const signedFor = (service: string, region: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=TEST/20260101/${region}/${service}/aws4_request`,
});

export const queryRequest = (service: string, region: string, action: string, params: Params): WireRequest => ({
  method: "POST",
  url: "/",
  headers: { ...signedFor(service, region), "content-type": "application/x-www-form-urlencoded" },
  body: queryBody(action, params, versions[service]),
});

export const queryBody = (action: string, params: Params, version = versions.ec2!): Buffer =>
  Buffer.from(new URLSearchParams({ Action: action, Version: version, ...params }).toString());
