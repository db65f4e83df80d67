import type { ECR } from "@aws-sdk/client-ecr";
import type { ECRPUBLIC } from "@aws-sdk/client-ecr-public";
import { type Aws, type AwsAccessConfig, type AwsContext, type AwsService, accessOf, openAws } from "@ingot/client-aws";
import { IngotError } from "@ingot/core/plugin";

/** Where an account's own images are, by region, or the one gallery for everybody. */
export type EcrRegistry = { readonly kind: "private"; readonly region: string } | { readonly kind: "public" };

/** Who asks, as a block of AWS's says it; what is empty AWS's own variables, files and roles say. */
export type EcrAsker = Partial<Pick<AwsAccessConfig, "access_key" | "secret_key" | "token" | "profile">>;

export interface EcrCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * A user name and a password that a registry accepts for twelve hours. Both the asker's secrets and the password are hidden. Throws
 * ECR_LOGIN, AWS_REQUEST, AWS_CREDENTIALS, AWS_PROFILE.
 */
export async function ecrCredentials(
  registry: EcrRegistry,
  context: AwsContext,
  asker: EcrAsker = {},
): Promise<EcrCredentials> {
  const region = registry.kind === "private" ? registry.region : "us-east-1"; // the gallery logs in at one place only
  const aws = await openAws(accessOf({ region, ...asker }), context);
  const where = registry.kind === "public" ? "Amazon ECR Public" : `Amazon ECR in ${region}`;
  const token = await (registry.kind === "public" ? publicToken(aws) : privateToken(aws));
  if (!token) throw noToken(where);
  context.hide?.(token);
  const credentials = decode(token);
  context.hide?.(credentials.password);
  return credentials;
}

const ecr: AwsService<ECR> = {
  name: "ecr",
  variable: "ECR",
  open: async (options) => new (await import("@aws-sdk/client-ecr")).ECR(options),
};

const ecrPublic: AwsService<ECRPUBLIC> = {
  name: "ecr-public",
  variable: "ECR_PUBLIC",
  open: async (options) => new (await import("@aws-sdk/client-ecr-public")).ECRPUBLIC(options),
};

async function privateToken(aws: Aws): Promise<string | undefined> {
  const { authorizationData } = await (await aws.client(ecr)).getAuthorizationToken({});
  return authorizationData?.[0]?.authorizationToken;
}

async function publicToken(aws: Aws): Promise<string | undefined> {
  const { authorizationData } = await (await aws.client(ecrPublic)).getAuthorizationToken({});
  return authorizationData?.authorizationToken;
}

const noToken = (where: string): IngotError =>
  new IngotError({
    code: "ECR_LOGIN",
    source: "outside",
    message: `${where} does not give credentials: the answer holds no token.`,
  });

/** base64 of "user:password". */
function decode(token: string): EcrCredentials {
  const pair = Buffer.from(token, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
