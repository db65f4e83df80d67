import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeVault extends Disposable {
  readonly url: string;
  /** "GET /v1/secret/data/app", in order. */
  readonly asked: readonly string[];
}

export const rootToken = "hvs.r00t";

type Answer = readonly [status: number, json: unknown, headers?: Readonly<Record<string, string>>];

const secret = (data: unknown) => [200, { request_id: "r", data, warnings: null }] as const;
const versioned = (data: unknown) => secret({ data, metadata: { version: 3, deletion_time: "", destroyed: false } });

/** By path, as Vault's published API documents it: version 2 below `secret/`, version 1 below `kv/`. */
const standard: Readonly<Record<string, Answer>> = {
  "/v1/secret/data/app": versioned({ password: "p4ss", port: 8080 }),
  "/v1/secret/data/a%20b/%C3%BC": versioned({ odd: "name" }),
  "/v1/kv/app": secret({ password: "one" }),
  "/v1/secret/app": [
    404,
    {
      errors: [],
      warnings: [
        'Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use "vault kv get" for this operation.',
      ],
    },
  ],
  "/v1/secret/data/deleted": [
    404,
    { data: { data: null, metadata: { version: 2, deletion_time: "2026-01-01T00:00:00Z", destroyed: false } } },
  ],
  "/v1/secret/data/forbidden": [403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }],
  "/v1/moved/elsewhere": [307, {}, { Location: "/v1/kv/app" }],
};

/** A strict Vault: a token that it does not know, or a request without its header, is refused. `first` answers come before. */
export async function fakeVault(first: readonly Answer[] = [], namespace?: string): Promise<FakeVault> {
  const asked: string[] = [];
  const early = [...first];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    send(response, early.shift() ?? refusal(request, namespace) ?? standard[request.url!] ?? [404, { errors: [] }]);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const dispose = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, [Symbol.dispose]: dispose };
}

function refusal({ headers, method }: IncomingMessage, namespace: string | undefined): Answer | undefined {
  if (method !== "GET") return [405, { errors: ["unsupported operation"] }];
  if (headers["x-vault-request"] !== "true") return [412, { errors: ["missing request header"] }];
  if (headers["x-vault-token"] !== rootToken) return [403, { errors: ["permission denied"] }];
  return headers["x-vault-namespace"] === namespace ? undefined : [404, { errors: [] }];
}

function send(response: ServerResponse, [status, json, headers = {}]: Answer): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(json));
}
