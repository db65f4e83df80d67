import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { escapeXml, type Xml, type XmlElement } from "../xml.js";
import type { AwsCall } from "./aws-call.js";

export interface WireAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** What Amazon answers instead, thrown by whoever stands in moto's place. */
export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** An answer of moto's that is none, passed on as it is. */
export class WireRefusal extends Error {
  readonly answer: WireAnswer;

  constructor(answer: WireAnswer) {
    super(answer.body.toString());
    this.answer = answer;
  }
}

const xml = { "content-type": "text/xml;charset=UTF-8" };

/** In the service's own words. Every refusal has a request id of its own. */
export function refusalAnswer({ service }: AwsCall, { code, message, status }: AwsRefusal): WireAnswer {
  const id = randomUUID();
  const error = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const text = (body: string) => ({ status, headers: { ...xml, "x-amzn-requestid": id }, body: Buffer.from(body) });
  if (service === "ec2")
    return text(`<Response><Errors><Error>${error}</Error></Errors><RequestID>${id}</RequestID></Response>`);
  if (service === "s3") return text(`<Error>${error}<RequestId>${id}</RequestId></Error>`);
  if (service === "iam" || service === "sts")
    return text(`<ErrorResponse><Error>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`);
  const body = Buffer.from(JSON.stringify({ __type: code, message }));
  return { status, headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": id }, body };
}

/** What EC2 answers: the elements within `<ActionResponse>`, with a request id of their own. */
export function ec2Answer({ action }: AwsCall, content: XmlElement): WireAnswer {
  const elements = writeXml({ ...content, requestId: [randomUUID()] });
  const namespace = "http://ec2.amazonaws.com/doc/2016-11-15/";
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${namespace}">${elements}</${action}Response>`;
  return { status: 200, headers: xml, body: Buffer.from(body) };
}

const writeXml = (content: Xml): string =>
  typeof content === "string"
    ? escapeXml(content)
    : Object.entries(content)
        .flatMap(([name, all]) => all.map((each) => `<${name}>${writeXml(each)}</${name}>`))
        .join("");
