import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { httpRequest, withRetries } from "@ingot/client-http";
import type { Host } from "@ingot/core/plugin";
import type { AwsContext } from "../context.js";
import { credentialsIn, parseAnswer } from "./answer.js";
import type { AwsCredentials, CredentialSearch } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";
import type { Settings } from "./ini.js";

/** A login at IAM Identity Center, as `aws sso login` leaves it. */
interface Login {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
}

/** Where somebody logs in, and what the login is kept under. */
interface Place {
  readonly region: string;
  readonly key: string;
  readonly profile: string;
}

const timeout = 30_000;
const mostBytes = 1024 * 1024;

/** The credentials that a profile's login at IAM Identity Center gives. Throws AWS_CREDENTIALS. */
export async function credentialsOfSso(
  profile: string,
  settings: Settings,
  search: CredentialSearch,
): Promise<AwsCredentials> {
  const { context } = search;
  const place = placeOf(profile, settings, search);
  const { sso_account_id: account = "", sso_role_name: role = "" } = settings;
  if (!account || !role)
    throw credentialsError(`The profile "${profile}" names no sso_account_id or no sso_role_name.`);
  const token = await tokenFor(place, context);
  context.hide?.(token);
  const query = new URLSearchParams({ role_name: role, account_id: account });
  const url = `${endpointOf("portal", place.region, context.host)}/federation/credentials?${query}`;
  const answer = await ask({ url, headers: { "x-amz-sso_bearer_token": token } }, context);
  if (answer.status === 401) throw credentialsError(expired(place));
  const from = `AWS IAM Identity Center in ${place.region}`;
  if (answer.status !== 200)
    throw credentialsError(`${from} refuses the role "${role}" of the account ${account} (status ${answer.status}).`);
  const { roleCredentials = {} } = parseAnswer(answer.text, from) as { roleCredentials?: Record<string, unknown> };
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials;
  return credentialsIn(
    { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: expiration },
    from,
  );
}

function placeOf(profile: string, settings: Settings, { profiles }: CredentialSearch): Place {
  const { sso_session: session } = settings;
  const login = session === undefined ? settings : profiles.ssoSessions.get(session);
  if (!login)
    throw credentialsError(
      `The profile "${profile}" names the sso-session "${session}", which ${profiles.files[0]} does not have.`,
    );
  const { sso_start_url: url, sso_region: region } = login;
  if (!url || !region) throw credentialsError(`The profile "${profile}" names no sso_start_url or no sso_region.`);
  return { region, key: session ?? url, profile };
}

const expired = ({ profile }: Place): string =>
  `The login of the profile "${profile}" at AWS IAM Identity Center has expired. Run aws sso login --profile ${profile}.`;

/** The token of the login, renewed where it has ended and can be. */
async function tokenFor(place: Place, context: AwsContext): Promise<string> {
  const { host } = context;
  const path = host.resolve(`~/.aws/sso/cache/${createHash("sha1").update(place.key).digest("hex")}.json`);
  const login = await readLogin(path);
  if (!login)
    throw credentialsError(
      `Nobody is logged in for the profile "${place.profile}". Run aws sso login --profile ${place.profile}.`,
    );
  if (Date.parse(login.expiresAt) - host.now().getTime() > 60_000) return login.accessToken;
  const renewed = await renew(login, place, context);
  await keepLogin(path, renewed, host).catch(() => {}); // it serves us all the same
  return renewed.accessToken;
}

async function readLogin(path: string): Promise<Login | undefined> {
  try {
    const login = JSON.parse(await readFile(path, "utf8")) as Partial<Login>;
    return login.accessToken && login.expiresAt ? (login as Login) : undefined;
  } catch {
    return undefined; // there is none, or none that is whole
  }
}

/** Others read it meanwhile. */
async function keepLogin(path: string, login: Login, { randomBytes }: Host): Promise<void> {
  const partial = `${path}.${Buffer.from(randomBytes(8)).toString("hex")}`;
  await writeFile(partial, JSON.stringify(login), { mode: 0o600 });
  await rename(partial, path);
}

async function renew(login: Login, place: Place, context: AwsContext): Promise<Login> {
  const { clientId, clientSecret, refreshToken } = login;
  if (!clientId || !clientSecret || !refreshToken) throw credentialsError(expired(place));
  for (const secret of [clientSecret, refreshToken]) context.hide?.(secret);
  const url = `${endpointOf("oidc", place.region, context.host)}/token`;
  const body = JSON.stringify({ clientId, clientSecret, grantType: "refresh_token", refreshToken });
  const answer = await ask({ url, method: "POST", headers: { "Content-Type": "application/json" }, body }, context);
  if (answer.status !== 200) throw credentialsError(expired(place));
  const { accessToken, expiresIn, refreshToken: next } = parseAnswer(answer.text, "AWS IAM Identity Center");
  const expiresAt = new Date(context.host.now().getTime() + Number(expiresIn) * 1000).toISOString();
  return {
    ...login,
    accessToken: String(accessToken),
    expiresAt,
    ...(typeof next === "string" && { refreshToken: next }),
  };
}

const variables = { portal: "AWS_ENDPOINT_URL_SSO", oidc: "AWS_ENDPOINT_URL_SSO_OIDC" } as const;

function endpointOf(service: "portal" | "oidc", region: string, { env }: Host): string {
  const given = env[variables[service]] || env.AWS_ENDPOINT_URL;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return given?.replace(/\/+$/, "") ?? `https://${service === "portal" ? "portal.sso" : service}.${region}.${suffix}`;
}

async function ask(
  request: { url: string; method?: string; headers: Record<string, string>; body?: string },
  { host, signal }: AwsContext,
) {
  const once = () => httpRequest({ ...request, timeout, mostBytes }, host, signal);
  const { status, body } = await withRetries(
    once,
    (answer) => answer.status === 429 || answer.status >= 500,
    host,
    signal,
  );
  return { status, text: body.toString("utf8") };
}
