import type { EC2 } from "@aws-sdk/client-ec2";
import type { EC2InstanceConnect } from "@aws-sdk/client-ec2-instance-connect";
import type { IAM } from "@aws-sdk/client-iam";
import type { S3 } from "@aws-sdk/client-s3";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import type { AwsAccessRecord } from "./access/record.js";
import type { AwsService } from "./sdk/services.js";
import type { AwsWatch } from "./watch/watch.js";

/**
 * Amazon Web Services, as one build, load or clean-up reaches them. The clients are the SDK's: `(await aws.ec2()).runInstances({ … })`.
 * Their calls end with the context's signal, whose reason comes out, are tried again when they fail in passing, and reject with an
 * `IngotError` AWS_REQUEST, AWS_CREDENTIALS or AWS_PROFILE. A region that is not given is the own one.
 */
export interface Aws {
  readonly region: string;
  ec2(region?: string): Promise<EC2>;
  ec2InstanceConnect(region?: string): Promise<EC2InstanceConnect>;
  iam(): Promise<IAM>;
  s3(region?: string): Promise<S3>;
  secretsManager(region?: string): Promise<SecretsManager>;
  ssm(region?: string): Promise<SSM>;
  sts(): Promise<STS>;
  /** Of a service that is not among these. */
  client<Client extends object>(service: AwsService<Client>, region?: string): Promise<Client>;
  /** Verifies the credentials and that `regions` exist and are enabled, unless the config says to skip that. Throws AWS_REGION too. */
  validate(regions: readonly string[]): Promise<void>;
  /** Who was first to want `thing`, of all who have the same access: `who`, unless it is told here of another. */
  claim(thing: string, who: string): string;
  /** What a reaper needs to come again, JSON-safe and without secrets. */
  readonly access: AwsAccessRecord;
  readonly watch: AwsWatch;
}
