import type { CredentialSearch } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

/** What the device shows now: the config's `mfa_code`, or what a person says. */
export async function askForCode(
  serial: string,
  profile: string,
  { config, context }: CredentialSearch,
): Promise<string> {
  const code =
    config.mfa_code || (await context.ask?.(`The profile "${profile}" needs the code of the MFA device ${serial}:`));
  if (code?.trim()) return code.trim();
  throw credentialsError(
    `The profile "${profile}" needs the code of the MFA device ${serial}. Set mfa_code, or build where there is somebody to ask.`,
  );
}
