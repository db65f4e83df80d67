import { readFile } from "node:fs/promises";
import { withRetries } from "@ingot/client-http";
import { fileReasonOf } from "@ingot/core/plugin";
import type { AwsContext } from "../context.js";
import { askNearby, credentialsIn, parseAnswer } from "./answer.js";
import { absent, type CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

const from = "The container's role";

/** The role of a container: of ECS, EKS Pod Identity and others that set the same variables. */
export const containerRole: CredentialSource = {
  name: "the container's role",
  find: async ({ context }) => {
    const { env } = context.host;
    const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
    const url = relative ? `http://169.254.170.2${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    if (!url) return absent("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and …_FULL_URI are not set");
    if (!isTrusted(url)) throw credentialsError(untrusted(url));
    const token = await authorization(context);
    const request = {
      url,
      headers: { Accept: "application/json", ...(token && { Authorization: token }) },
      timeout: 2000,
    };
    const ask = () => askNearby(request, context.host, context.signal);
    const { status, body } = await withRetries(ask, (answer) => answer.status >= 500, context.host, context.signal);
    if (status !== 200)
      throw credentialsError(`${from} is not given: ${new URL(url).origin} answers with the status ${status}.`);
    return credentialsIn(parseAnswer(body.toString("utf8"), from), from);
  },
};

/** Credentials would be shown to whoever listens: so only to this machine, to the addresses of ECS and EKS, and over TLS. */
function isTrusted(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "https:") return true;
  const near = /^(?:localhost|127(?:\.\d+){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;
  return url?.protocol === "http:" && near.test(url.hostname);
}

const untrusted = (url: string): string =>
  `AWS_CONTAINER_CREDENTIALS_FULL_URI is "${url}", which is neither on this machine nor an address of ECS or EKS, and not of HTTPS.`;

async function authorization({ host, hide }: AwsContext): Promise<string | undefined> {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = host.env;
  const found = file ? await readToken(host.resolve(file), "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") : token;
  if (found) hide?.(found);
  return found;
}

/** A token that a file holds; `variable` says which file, for messages. Throws AWS_CREDENTIALS. */
export async function readToken(path: string, variable: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw credentialsError(`${variable} names "${path}", which cannot be read: ${fileReasonOf(cause)}`, cause);
  }
}
