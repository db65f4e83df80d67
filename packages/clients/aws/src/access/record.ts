import { type AwsAccessConfig, accessOf } from "./fields.js";

/** What a reaper needs to come again, without secrets. It goes into the handle of each resource. */
export type AwsAccessRecord = {
  readonly region: string;
  /** The account, where it was verified: elsewhere nothing of the run would be found. */
  readonly account?: string;
  readonly profile?: string;
  readonly shared_credentials_file?: string;
  readonly custom_endpoint_ec2?: string;
  readonly insecure_skip_tls_verify?: true;
  readonly role_arn?: string;
  readonly external_id?: string;
};

export function recordOf(config: AwsAccessConfig, region: string, account: string | undefined): AwsAccessRecord {
  const { profile, shared_credentials_file, custom_endpoint_ec2, insecure_skip_tls_verify, assume_role } = config;
  return {
    region,
    ...(account && { account }),
    ...(profile && { profile }),
    ...(shared_credentials_file && { shared_credentials_file }),
    ...(custom_endpoint_ec2 && { custom_endpoint_ec2 }),
    ...(insecure_skip_tls_verify && { insecure_skip_tls_verify }),
    ...(assume_role?.role_arn && { role_arn: assume_role.role_arn }),
    ...(assume_role?.external_id && { external_id: assume_role.external_id }),
  };
}

/** The config of a reaper: credentials are those of the environment, of the profile or of the machine. */
export const configOf = ({ account, role_arn, external_id, ...rest }: AwsAccessRecord): AwsAccessConfig =>
  accessOf({ ...rest, ...(role_arn && { assume_role: { role_arn, external_id } }) });
