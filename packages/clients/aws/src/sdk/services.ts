import type { EC2 } from "@aws-sdk/client-ec2";
import type { EC2InstanceConnect } from "@aws-sdk/client-ec2-instance-connect";
import type { IAM } from "@aws-sdk/client-iam";
import type { S3 } from "@aws-sdk/client-s3";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, UserAgent } from "@smithy/types";

/** One of Amazon's services, and how the SDK's client of it is made. */
export interface AwsService<Client extends object> {
  /** As permissions have it: "secretsmanager". */
  readonly name: string;
  /** As variables have it: "SECRETS_MANAGER", for AWS_ENDPOINT_URL_SECRETS_MANAGER. */
  readonly variable: string;
  /** Loads the SDK's package: it is large. */
  open(options: ClientOptions): Promise<Client>;
}

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
  readonly defaultUserAgentProvider: () => Promise<UserAgent>;
  readonly disableClockSkewCorrection: boolean;
}

/** Amazon's own endpoints come in several kinds. */
export interface EndpointVariants {
  readonly useDualstackEndpoint: boolean;
  readonly useFipsEndpoint: boolean;
}

/** Sends the SDK's requests. */
export type Transport = Pick<NodeHttpHandler, "handle">;

export const ec2Service: AwsService<EC2> = {
  name: "ec2",
  variable: "EC2",
  open: async (options) => new (await import("@aws-sdk/client-ec2")).EC2(options),
};

export const ec2InstanceConnectService: AwsService<EC2InstanceConnect> = {
  name: "ec2-instance-connect",
  variable: "EC2_INSTANCE_CONNECT",
  open: async (options) => new (await import("@aws-sdk/client-ec2-instance-connect")).EC2InstanceConnect(options),
};

export const iamService: AwsService<IAM> = {
  name: "iam",
  variable: "IAM",
  open: async (options) => new (await import("@aws-sdk/client-iam")).IAM(options),
};

export const s3Service: AwsService<S3> = {
  name: "s3",
  variable: "S3",
  open: async (options) => {
    const { S3 } = await import("@aws-sdk/client-s3");
    const forcePathStyle = options.endpoint !== undefined; // names of buckets are no names of hosts elsewhere
    return new S3({ ...options, forcePathStyle, ...ofTheProcess });
  },
};

/** What S3's client alone would look for in the environment. */
const ofTheProcess = {
  requestChecksumCalculation: "WHEN_SUPPORTED",
  responseChecksumValidation: "WHEN_SUPPORTED",
  disableS3ExpressSessionAuth: false,
  disableMultiregionAccessPoints: false,
  useArnRegion: false,
} as const;

export const secretsManagerService: AwsService<SecretsManager> = {
  name: "secretsmanager",
  variable: "SECRETS_MANAGER",
  open: async (options) => new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(options),
};

export const ssmService: AwsService<SSM> = {
  name: "ssm",
  variable: "SSM",
  open: async (options) => new (await import("@aws-sdk/client-ssm")).SSM(options),
};

export const stsService: AwsService<STS> = {
  name: "sts",
  variable: "STS",
  open: async (options) => new (await import("@aws-sdk/client-sts")).STS(options),
};
