import { type BuildContext, type ConfigIssue, IngotError, optionalText, secretText } from "@ingot/core/plugin";
import * as z from "zod";
import { parseImageReference } from "./image-reference.js";
import { findRegistryAuth, type RegistryAuth } from "./registry-auth.js";

const flag = () => z.boolean().default(false);

/** The arguments of a block that logs in to a registry by itself. `purpose`: what it logs in for, as in "pull". */
export const loginFields = (purpose: string) => ({
  login: flag().describe(
    `Log in to ${purpose} with the credentials below, rather than with those that docker login has left.`,
  ),
  login_username: optionalText().describe("The user at the registry."),
  login_password: secretText(optionalText().describe("That user's password or token.")),
  login_server: optionalText().describe("The registry that the credentials are for; by default Docker Hub."),
  ecr_login: flag().describe(
    "Ask Amazon ECR for the credentials; login_server is then the registry's address, and login_username and login_password are not used.",
  ),
  aws_access_key: optionalText().describe(
    "For ecr_login: who asks. By default AWS's own variables, profiles and roles say.",
  ),
  aws_secret_key: secretText(optionalText().describe("For ecr_login: the secret of aws_access_key.")),
  aws_token: secretText(optionalText().describe("For ecr_login: the session token of temporary keys.")),
  aws_profile: optionalText().describe("For ecr_login: the profile of AWS's configuration files to take keys from."),
  aws_force_use_public_ecr: flag().describe("For ecr_login: the registry is one of Amazon ECR Public."),
});

const loginConfig = z.object(loginFields("pull"));
export type LoginConfig = z.infer<typeof loginConfig>;

export function checkLogin(config: LoginConfig): ConfigIssue[] {
  const { login, login_username, login_password, ecr_login } = config;
  if (ecr_login) return checkEcrLogin(config);
  if (!login || (login_username && login_password)) return [];
  const detail = "With login = true, set login_username and login_password too.";
  return [{ path: ["login"], summary: "Incomplete login", detail }];
}

function checkEcrLogin({ login_server, aws_access_key, aws_secret_key, ...config }: LoginConfig): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const incomplete = (name: string, detail: string) =>
    issues.push({ path: [name], summary: "Incomplete login", detail: `With ecr_login = true, ${detail}` });
  if (!login_server) incomplete("ecr_login", "set login_server to the registry's address.");
  else if (!isPublic({ ...config, login_server }) && !ecrRegion(login_server))
    incomplete(
      "login_server",
      "login_server is the address of an Amazon ECR registry, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com or public.ecr.aws.",
    );
  if (!aws_access_key !== !aws_secret_key)
    incomplete(
      aws_access_key ? "aws_access_key" : "aws_secret_key",
      "set both aws_access_key and aws_secret_key, or neither.",
    );
  return issues;
}

/** What a block logs in with. */
export interface RegistryLogin {
  /** The block's own credentials, where it has any. */
  readonly own: RegistryAuth | undefined;
  /** The block's own for their own registry only; for others what `docker login` has left. */
  authFor(image: string): Promise<RegistryAuth | undefined>;
}

/** Finds a block's own credentials, asking Amazon ECR for them where it says so. Throws ECR_LOGIN. */
export async function openRegistryLogin(config: LoginConfig, run: BuildContext): Promise<RegistryLogin> {
  const own = await ownAuth(config, run);
  const ownRegistry = registryOf(config);
  return {
    own,
    authFor: async (image) => {
      const { registry } = parseImageReference(image);
      if (own && ownRegistry === registry) return own;
      if (own)
        run.warn(
          `login_server is ${ownRegistry}, but ${image} belongs to ${registry}: the block's login is not used for it.`,
        );
      return findRegistryAuth(run.host, registry, run.signal);
    },
  };
}

async function ownAuth(config: LoginConfig, run: BuildContext): Promise<RegistryAuth | undefined> {
  if (config.ecr_login) return ecrAuth(config, run);
  const { login, login_username: username, login_password: password, login_server } = config;
  if (!login || !username || !password) return undefined;
  run.hide(password);
  return { username, password, serveraddress: login_server || "https://index.docker.io/v1/" };
}

/** The AWS SDK is loaded only where a template needs it. */
async function ecrAuth(config: LoginConfig, run: BuildContext): Promise<RegistryAuth> {
  const { ecrCredentials } = await import("@ingot/client-aws-ecr").catch(explainAbsence);
  const { login_server: server = "" } = config;
  const registry = isPublic(config)
    ? ({ kind: "public" } as const)
    : ({ kind: "private", region: ecrRegion(server)! } as const);
  const credentials = await ecrCredentials(registry, run, {
    access_key: config.aws_access_key,
    secret_key: config.aws_secret_key,
    token: config.aws_token,
    profile: config.aws_profile,
  });
  return { ...credentials, serveraddress: hostOf(server) };
}

/** It is an optional package: some leave it out. */
function explainAbsence(error: unknown): never {
  if (!["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(String((error as NodeJS.ErrnoException).code)))
    throw error;
  throw new IngotError({
    code: "ECR_LOGIN",
    source: "user",
    message:
      "ecr_login needs the package @ingot/client-aws-ecr, which is not installed. Install it, or log in with docker login before the build and remove ecr_login.",
    cause: error,
  });
}

const hostOf = (server: string): string => server.replace(/^https?:\/\//, "").split("/")[0]!;

/** The AWS region of a private registry's address; undefined where it is none. */
const ecrRegion = (server: string): string | undefined =>
  /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/.exec(hostOf(server))?.[1];

const isPublic = ({
  aws_force_use_public_ecr,
  login_server = "",
}: Pick<LoginConfig, "aws_force_use_public_ecr" | "login_server">) =>
  aws_force_use_public_ecr || hostOf(login_server) === "public.ecr.aws";

/** As image names have it. */
function registryOf({ login_server }: LoginConfig): string {
  const host = hostOf(login_server ?? "");
  return host === "" || host === "index.docker.io" ? "docker.io" : host;
}
