import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | object;
}

export interface LocalServer extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly Asked[];
}

/** A server on 127.0.0.1 that answers as `answer` says, and with 404 where it says nothing; "silent": never, "drop": by closing. */
export async function serve(answer: (asked: Asked) => Answered | "silent" | "drop" | undefined): Promise<LocalServer> {
  const all: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const asked = { method, path, headers, body: await text(request) };
    all.push(asked);
    const answered = answer(asked);
    if (answered === "silent") return;
    if (answered === "drop") {
      request.socket.destroy();
      return;
    }
    const { status = 200, headers: more = {}, body } = answered ?? { status: 404, body: "" };
    response.writeHead(status, more).end(typeof body === "string" ? body : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: all,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** The form that EC2, IAM and STS are asked with. */
export const formOf = ({ body }: Asked): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(body));

/** Whose key signed; undefined where nobody did. */
export const signerOf = ({ headers }: Asked): string | undefined =>
  /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1];

/** An answer of STS with credentials. */
export const roleAnswer = (action: string, key: string): Answered => ({
  body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
    <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret of ${key}</SecretAccessKey><SessionToken>token of ${key}</SessionToken>
    <Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></${action}Result></${action}Response>`,
});

const requestId = { "x-amzn-requestid": "req-1" };

/** A refusal of a service that speaks the query protocol. */
export const refusal = (status: number, code: string, message: string): Answered => ({
  status,
  headers: requestId,
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** A refusal of EC2, which has a form of its own. */
export const ec2Refusal = (status: number, code: string, message: string): Answered => ({
  status,
  headers: requestId,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
});
