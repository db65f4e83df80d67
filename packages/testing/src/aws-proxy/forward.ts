import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { parseXml, type XmlElement } from "../xml.js";
import { type WireAnswer, WireRefusal } from "./aws-answer.js";
import type { WireRequest } from "./aws-call.js";

const connectionOnly = new Set(["connection", "content-length", "transfer-encoding", "keep-alive", "expect"]);

/** Has moto answer, for one account. Rejects when moto itself is gone. */
export function forwardTo(endpoint: string, account: string): (request: WireRequest) => Promise<WireAnswer> {
  return ({ method, url, headers, body }) =>
    new Promise((settle, fail) => {
      const wanted = { ...ownHeaders(headers), "x-moto-account-id": account, "content-length": body.length };
      const outgoing = httpRequest(`${endpoint}${url}`, { method, headers: wanted, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () =>
          settle({
            status: response.statusCode!,
            headers: ownHeaders(response.headers),
            body: Buffer.concat(chunks),
          }),
        );
      });
      outgoing.on("error", fail);
      outgoing.end(body);
    });
}

const ownHeaders = (headers: OutgoingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !connectionOnly.has(name)));

/** The elements within `<ActionResponse>`; rejects with moto's refusal. */
export function contentOf(answer: WireAnswer): XmlElement {
  if (answer.status >= 300) throw new WireRefusal(answer);
  const [root] = Object.values(parseXml(answer.body.toString()))[0]!;
  return typeof root === "object" ? root : {};
}
