import { type HttpResponse, httpRequest, textOf } from "@ingot/client-http";
import { type ConfigIssue, defineDataSource, duration, IngotError } from "@ingot/core/plugin";
import * as z from "zod";

const methods = ["HEAD", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] as const;

/** Of an answer's body. It is to be a value of a template, not a download. */
const mostBytes = 16 * 1024 * 1024;

const config = z.object({
  url: z.string().describe("The address, with http:// or https://."),
  method: z
    .enum(["", ...methods])
    .default("GET")
    .transform((method) => method || "GET") // to Packer an empty text says nothing
    .describe("One of HEAD, GET, POST, PUT, DELETE, OPTIONS, PATCH."),
  request_headers: z.record(z.string(), z.string()).default({}).describe("Headers to send."),
  request_body: z.string().default("").describe("The text to send."),
  timeout: duration().prefault("1m").describe("How long all of it may take."),
});

type Config = z.infer<typeof config>;

export const httpDataSource = defineDataSource({
  type: "http",
  description:
    "Reads what a web server answers. An answer that is no success (status 200 to 299) is an error. Redirects are followed, and the proxies of the environment are used.",
  config,
  output: z.object({
    url: z.string().describe("The address that was asked."),
    status_code: z.number().describe("The answer's status, such as 200."),
    response_headers: z
      .record(z.string(), z.string())
      .describe("The answer's headers; their names are written as in Content-Type."),
    request_headers: z
      .record(z.string(), z.string())
      .describe("The answer's headers too, under the name that they have in Packer."),
    body: z.string().describe("The answer's body, which must be UTF-8 text of at most 16 MiB."),
  }),
  check,
  read: async ({ url, method, request_headers: headers, request_body: body, timeout }, { host, signal }) => {
    const request = { url, method, headers, timeout, mostBytes, ...(body !== "" && { body }) };
    const response = await httpRequest(request, host, signal);
    if (response.status < 200 || response.status > 299) throw refused(url, response.status);
    const named = titledHeaders(response.headers);
    return {
      url,
      status_code: response.status,
      response_headers: named,
      request_headers: named,
      body: textOf(response, { url }),
    };
  },
});

function check({ url }: Config): ConfigIssue[] {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return [];
  const detail = "The address must be written in full, as in https://example.com/version.txt.";
  return [{ path: ["url"], summary: "Invalid URL", detail }];
}

/** `content-type` as `Content-Type`, which is how Packer names them. */
const titledHeaders = (headers: HttpResponse["headers"]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace(/(?<=^|-)[a-z]/g, upper), value]));

const upper = (letter: string): string => letter.toUpperCase();

function refused(url: string, status: number): IngotError {
  const message = `${new URL(url).origin} answered with the status ${status}.`;
  return new IngotError({ code: "HTTP_STATUS", source: "outside", message, data: { status } });
}
