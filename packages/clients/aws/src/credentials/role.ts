import type { STS } from "@aws-sdk/client-sts";
import type { AwsAccessConfig } from "../access/fields.js";
import { awsFailure } from "../failure.js";
import { stsService } from "../sdk/services.js";
import { credentialsIn } from "./answer.js";
import type { AwsCredentials, CredentialSearch } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

/** What a role is assumed with. */
export interface RoleRequest extends Partial<NonNullable<AwsAccessConfig["assume_role"]>> {
  readonly role_arn: string;
  /** The device that the role asks for, and what it shows. */
  readonly mfa?: { readonly serial: string; readonly code: string };
}

/** The credentials of a role, asked for with other credentials. Throws AWS_CREDENTIALS. */
export async function assumeRole(
  role: RoleRequest,
  base: AwsCredentials,
  search: CredentialSearch,
): Promise<AwsCredentials> {
  const { context } = search;
  for (const secret of [base.secretAccessKey, base.sessionToken]) if (secret) context.hide?.(secret);
  const { mfa, policy_arns = [], tags = {}, transitive_tag_keys: keys = [] } = role;
  const request = {
    RoleArn: role.role_arn,
    RoleSessionName: sessionName(role.session_name, search),
    ...(role.duration_seconds && { DurationSeconds: role.duration_seconds }),
    ...(role.external_id && { ExternalId: role.external_id }),
    ...(role.policy && { Policy: role.policy }),
    ...(policy_arns.length > 0 && { PolicyArns: policy_arns.map((arn) => ({ arn })) }),
    ...(Object.keys(tags).length > 0 && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(keys.length > 0 && { TransitiveTagKeys: keys }),
    ...(mfa && { SerialNumber: mfa.serial, TokenCode: mfa.code }),
  };
  return askSts("AssumeRole", role.role_arn, base, search, (sts, options) => sts.assumeRole(request, options));
}

/** A role that is given to whoever shows a token, as of Kubernetes or of a CI system. */
export interface WebIdentityRole {
  readonly role_arn: string;
  readonly session_name?: string | undefined;
  readonly token: string;
}

/** The credentials of a role for a token, without credentials before. Throws AWS_CREDENTIALS. */
export function assumeRoleByToken(role: WebIdentityRole, search: CredentialSearch): Promise<AwsCredentials> {
  search.context.hide?.(role.token);
  const request = {
    RoleArn: role.role_arn,
    RoleSessionName: sessionName(role.session_name, search),
    WebIdentityToken: role.token,
  };
  const nobody = { accessKeyId: "", secretAccessKey: "" }; // the call is not signed
  return askSts("AssumeRoleWithWebIdentity", role.role_arn, nobody, search, (sts, options) =>
    sts.assumeRoleWithWebIdentity(request, options),
  );
}

const sessionName = (name: string | undefined, { context: { host } }: CredentialSearch): string =>
  name || `ingot-${host.now().getTime()}`;

type Ask = (sts: STS, options: { abortSignal: AbortSignal }) => Promise<{ readonly Credentials?: object | undefined }>;

async function askSts(
  action: string,
  role: string,
  credentials: AwsCredentials,
  { context, region, clientsWith }: CredentialSearch,
  ask: Ask,
): Promise<AwsCredentials> {
  const { signal } = context;
  try {
    const { Credentials = {} } = await ask(await clientsWith(credentials)(stsService, region), { abortSignal: signal });
    return credentialsIn({ ...Credentials }, `The role ${role}`);
  } catch (error) {
    signal.throwIfAborted();
    const failure = awsFailure({ service: "sts", action, region, input: { RoleArn: role } }, error);
    throw credentialsError(failure.message, failure);
  }
}
