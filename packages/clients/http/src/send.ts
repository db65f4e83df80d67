import { Agent, type IncomingMessage, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Host } from "@ingot/core/plugin";
import type { Sent } from "./http-request.js";
import { proxyAgent } from "./proxy.js";

export interface SendOptions {
  readonly signal: AbortSignal;
  /** How long the server may say nothing, before its answer or within it, in milliseconds; 0: for ever. */
  readonly patience: number;
}

/** Sends one request on a connection of its own, and resolves with the head of its answer. */
export async function send(
  { url: address, method = "GET", headers = {}, body, tls = {} }: Sent,
  host: Pick<Host, "env">,
  { signal, patience }: SendOptions,
): Promise<IncomingMessage> {
  const url = new URL(address);
  const isSecure = url.protocol === "https:";
  const agent = (await proxyAgent(url, host)) ?? (isSecure ? new SecureAgent() : new Agent());
  const secured = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  const options = { method, headers, agent, signal, timeout: patience, ...secured };
  return new Promise((answer, fail) => {
    const request = isSecure ? secureRequest(url, options) : plainRequest(url, options);
    let response: IncomingMessage | undefined;
    request.on("error", fail);
    request.once("timeout", () => (response ?? request).destroy(silence()));
    request.once("response", (head: IncomingMessage) => {
      response = head;
      answer(head);
    });
    request.end(body);
  });
}

const silence = () => Object.assign(new Error("it sent nothing more"), { code: "ETIMEDOUT" });
