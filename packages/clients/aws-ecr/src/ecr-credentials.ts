import { type BuildContext, IngotError, reasonOf } from "@ingot/core/plugin";

/** Where an account's own images are, by region, or the one gallery for everybody. */
export type EcrRegistry = { readonly kind: "private"; readonly region: string } | { readonly kind: "public" };

/** Who asks; without keys and profile the environment says, and then whatever else the SDK finds. */
export interface EcrAsker {
  readonly keys?: AwsKeys;
  readonly profile?: string;
}

interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface EcrCredentials {
  readonly username: string;
  readonly password: string;
}

/** A user name and a password that a registry accepts for twelve hours. Both the asker's secrets and the password are hidden. Throws ECR_LOGIN. */
export async function ecrCredentials(
  registry: EcrRegistry,
  { host, signal, hide }: Pick<BuildContext, "host" | "signal" | "hide">,
  asker: EcrAsker = {},
): Promise<EcrCredentials> {
  const settings = settingsOf(host.env, asker);
  for (const secret of [settings.credentials?.secretAccessKey, settings.credentials?.sessionToken])
    if (secret) hide(secret);
  try {
    const token = await (registry.kind === "public" ? publicToken : privateToken)(registry, settings, signal);
    hide(token);
    const credentials = decode(token);
    hide(credentials.password);
    return credentials;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw ecrFailure(registry, error, settings.profile);
  }
}

type Settings = ReturnType<typeof settingsOf>;

/** What the template says comes before what the environment says. */
function settingsOf(env: BuildContext["host"]["env"], { keys, profile = env.AWS_PROFILE }: EcrAsker) {
  const credentials = keys ?? (profile ? undefined : keysOf(env));
  return {
    endpoint: env.AWS_ENDPOINT_URL,
    maxAttempts: 3,
    ...(profile && { profile }),
    ...(credentials && { credentials }),
  };
}

function keysOf(env: BuildContext["host"]["env"]): AwsKeys | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

async function privateToken(registry: EcrRegistry, settings: Settings, abortSignal: AbortSignal): Promise<string> {
  const { ECRClient, GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const client = new ECRClient({ ...defined(settings), region: regionOf(registry) });
  try {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal });
    return required(authorizationData?.[0]?.authorizationToken);
  } finally {
    client.destroy();
  }
}

async function publicToken(registry: EcrRegistry, settings: Settings, abortSignal: AbortSignal): Promise<string> {
  const { ECRPUBLICClient, GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr-public");
  const client = new ECRPUBLICClient({ ...defined(settings), region: regionOf(registry) });
  try {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal });
    return required(authorizationData?.authorizationToken);
  } finally {
    client.destroy();
  }
}

/** The public gallery logs in at one place only. */
const regionOf = (registry: EcrRegistry): string => (registry.kind === "private" ? registry.region : "us-east-1");

const defined = ({ endpoint, ...settings }: Settings) => ({ ...settings, ...(endpoint && { endpoint }) });

function required(token: string | undefined): string {
  if (!token) throw new Error("the answer holds no token");
  return token;
}

/** base64 of "user:password". */
function decode(token: string): EcrCredentials {
  const pair = Buffer.from(token, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

const advices: Readonly<Record<string, string>> = {
  AccessDeniedException:
    "The credentials need the permission ecr:GetAuthorizationToken (of ECR Public: ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken).",
  CredentialsProviderError:
    "Set aws_access_key and aws_secret_key or aws_profile in the block, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  ExpiredTokenException: "Get new credentials.",
  UnrecognizedClientException: "The credentials are not valid in this region.",
  InvalidSignatureException: "The secret key does not belong to the access key.",
};

function ecrFailure(registry: EcrRegistry, error: unknown, profile: string | undefined): IngotError {
  const { name = "" } = error as { name?: string };
  const reason = reasonOf(error).replace(/\s+/g, " ").replace(/\.$/, "");
  const where = registry.kind === "public" ? "Amazon ECR Public" : `Amazon ECR in ${registry.region}`;
  const who = profile === undefined ? "" : ` to the profile "${profile}"`;
  const message = `${where} does not give credentials${who}: ${reason}. ${advices[name] ?? ""}`.trim();
  const source = name in advices ? "user" : "outside";
  return new IngotError({ code: "ECR_LOGIN", source, message, cause: error, data: { name } });
}
