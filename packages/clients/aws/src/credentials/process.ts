import { text } from "node:stream/consumers";
import type { Host } from "@ingot/core/plugin";
import { credentialsIn, parseAnswer } from "./answer.js";
import type { AwsCredentials, CredentialSearch } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

const longest = 500;

/** What a profile's `credential_process` prints. Throws AWS_CREDENTIALS. */
export async function credentialsOfProcess(
  command: string,
  profile: string,
  { context }: CredentialSearch,
): Promise<AwsCredentials> {
  const { host, signal } = context;
  const child = host.spawn(...shellFor(command, host), { signal, endsWithUs: true });
  const [exit, output, errors] = await Promise.all([child.exit, text(child.stdout), text(child.stderr)]);
  signal.throwIfAborted();
  const from = `The credential_process of the profile "${profile}"`;
  if (exit.code === 0) return credentialsIn(parseAnswer(output, from), from);
  const said = errors.replace(/\s+/g, " ").trim().slice(0, longest);
  throw credentialsError(`${from} failed with exit status ${exit.code}${said === "" ? "" : `: ${said}`}.`);
}

const shellFor = (command: string, { platform }: Host): [string, readonly string[]] =>
  platform === "win32" ? ["cmd", ["/d", "/c", command]] : ["/bin/sh", ["-c", command]];
