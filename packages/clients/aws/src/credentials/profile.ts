import { IngotError } from "@ingot/core/plugin";
import { containerRole, readToken } from "./container.js";
import {
  type Absence,
  type AwsCredentials,
  absent,
  type CredentialSearch,
  type CredentialSource,
} from "./credentials.js";
import { credentialsError } from "./credentials-error.js";
import type { Settings } from "./ini.js";
import { instanceRole } from "./instance.js";
import { credentialsOf, environmentKeys } from "./keys.js";
import { askForCode } from "./mfa.js";
import { credentialsOfProcess } from "./process.js";
import { assumeRole, assumeRoleByToken } from "./role.js";
import { credentialsOfSso } from "./sso.js";

/** The profile that the block names: then no other source counts. */
export const templateProfile: CredentialSource = {
  name: "the block's profile",
  find: (search) => (search.config.profile ? inCurrentProfile(search) : Promise.resolve(absent("profile is not set"))),
};

/** The profile that the environment names, or the default one. */
export const currentProfile: CredentialSource = { name: "the profile", find: (search) => inCurrentProfile(search) };

async function inCurrentProfile(search: CredentialSearch): Promise<AwsCredentials | Absence> {
  const { current, isNamed, profiles, files } = search.profiles;
  const settings = profiles.get(current);
  if (settings) return inProfile(current, settings, search, [current]);
  if (!isNamed) return absent(`${files.join(" and ")} have no profile "${current}"`);
  throw noProfile(current, search);
}

function noProfile(name: string, { profiles: { files, profiles } }: CredentialSearch): IngotError {
  const known = profiles.size > 0 ? ` They have ${[...profiles.keys()].join(", ")}.` : "";
  const message = `There is no profile "${name}" in ${files.join(" or ")}.${known}`;
  return new IngotError({ code: "AWS_PROFILE", source: "user", message });
}

/** `path`: the profiles that led here, this one last. */
async function inProfile(
  name: string,
  settings: Settings,
  search: CredentialSearch,
  path: readonly string[],
): Promise<AwsCredentials | Absence> {
  if (settings.role_arn) return roleOf(name, settings, search, path);
  const keys = keysOf(settings);
  if (keys) return keys;
  if (settings.sso_session || settings.sso_start_url) return credentialsOfSso(name, settings, search);
  if (settings.credential_process) return credentialsOfProcess(settings.credential_process, name, search);
  if (settings.login_session) throw credentialsError(loginSession(name));
  return absent(`the profile "${name}" has no credentials`);
}

const loginSession = (name: string): string =>
  `The profile "${name}" was made by aws login, whose sessions only Amazon's own programs use. Set credential_process = aws configure export-credentials --profile ${name} --format process in another profile, and use that.`;

function keysOf({ aws_access_key_id: id, aws_secret_access_key: secret, aws_session_token: token }: Settings) {
  return id && secret ? credentialsOf(id, secret, token) : undefined;
}

async function roleOf(
  name: string,
  settings: Settings,
  search: CredentialSearch,
  path: readonly string[],
): Promise<AwsCredentials> {
  const {
    role_arn = "",
    role_session_name: session_name,
    external_id,
    duration_seconds,
    mfa_serial: serial,
  } = settings;
  const { web_identity_token_file: file } = settings;
  if (file) {
    const token = await readToken(
      search.context.host.resolve(file),
      `web_identity_token_file of the profile "${name}"`,
    );
    return assumeRoleByToken({ role_arn, session_name, token }, search);
  }
  const base = await baseOf(name, settings, search, path);
  const mfa = serial ? { mfa: { serial, code: await askForCode(serial, name, search) } } : {};
  const seconds = duration_seconds ? { duration_seconds: Number(duration_seconds) } : {};
  return assumeRole({ role_arn, session_name, external_id, ...seconds, ...mfa }, base, search);
}

const credentialSources: Readonly<Record<string, CredentialSource>> = {
  Environment: environmentKeys,
  Ec2InstanceMetadata: instanceRole,
  EcsContainer: containerRole,
};

/** The credentials that ask for the profile's role: of another profile, of its own, or of a source that it names. */
async function baseOf(
  name: string,
  settings: Settings,
  search: CredentialSearch,
  path: readonly string[],
): Promise<AwsCredentials> {
  const { source_profile: source, credential_source: kind } = settings;
  if (source) return found(await ofSourceProfile(name, source, search, path), `the profile "${source}"`, name);
  const named = kind === undefined ? undefined : credentialSources[kind];
  if (named) return found(await named.find(search), named.name, name);
  const known = Object.keys(credentialSources).join(", ");
  throw credentialsError(
    `The profile "${name}" has a role_arn, but neither a source_profile nor a credential_source that is one of ${known}.`,
  );
}

async function ofSourceProfile(name: string, source: string, search: CredentialSearch, path: readonly string[]) {
  const settings = search.profiles.profiles.get(source);
  if (!settings) throw noProfile(source, search);
  const own = keysOf(settings);
  if (own) return own; // a profile may name itself, and has both keys and a role then
  if (!path.includes(source)) return inProfile(source, settings, search, [...path, source]);
  throw credentialsError(`The profile "${name}" leads to itself: ${[...path, source].join(", ")}.`);
}

function found(result: AwsCredentials | Absence, source: string, profile: string): AwsCredentials {
  if (!("absent" in result)) return result;
  throw credentialsError(
    `The profile "${profile}" takes its credentials from ${source}, which has none: ${result.absent}.`,
  );
}
