import type { EC2 } from "@aws-sdk/client-ec2";
import type { EC2InstanceConnect } from "@aws-sdk/client-ec2-instance-connect";
import type { IAM } from "@aws-sdk/client-iam";
import type { S3 } from "@aws-sdk/client-s3";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, UserAgent } from "@smithy/types";

/** The SDK's clients by the names that permissions and endpoints have. */
export interface Services {
  readonly ec2: EC2;
  readonly "ec2-instance-connect": EC2InstanceConnect;
  readonly iam: IAM;
  readonly s3: S3;
  readonly secretsmanager: SecretsManager;
  readonly ssm: SSM;
  readonly sts: STS;
}

export type ServiceName = keyof Services;

/** What all clients are made with: all that the SDK would otherwise take from the process. */
export interface ClientOptions extends EndpointVariants {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  readonly requestHandler: Transport;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly defaultsMode: "standard";
  readonly ignoreConfiguredEndpointUrls: boolean;
  readonly authSchemePreference: string[];
  readonly userAgentAppId: () => Promise<undefined>;
  readonly customUserAgent: UserAgent;
}

/** Amazon's own endpoints come in several kinds. */
export interface EndpointVariants {
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
}

/** Sends the SDK's requests. */
export type Transport = Pick<NodeHttpHandler, "handle">;

/** Each is loaded when something asks it. */
export const services: { readonly [Name in ServiceName]: (options: ClientOptions) => Promise<Services[Name]> } = {
  ec2: async (options) => new (await import("@aws-sdk/client-ec2")).EC2(options),
  "ec2-instance-connect": async (options) =>
    new (await import("@aws-sdk/client-ec2-instance-connect")).EC2InstanceConnect(options),
  iam: async (options) => new (await import("@aws-sdk/client-iam")).IAM(options),
  s3: async (options) =>
    new (await import("@aws-sdk/client-s3")).S3({ ...options, forcePathStyle: !!options.endpoint }),
  secretsmanager: async (options) => new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(options),
  ssm: async (options) => new (await import("@aws-sdk/client-ssm")).SSM(options),
  sts: async (options) => new (await import("@aws-sdk/client-sts")).STS(options),
};
