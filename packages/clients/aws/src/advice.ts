import type { AwsCall } from "./failure.js";
import { isDistrusted, isUnknownServer, type SdkFailure } from "./sdk/sdk-failure.js";

const expired = "The credentials have expired: get new ones.";
const denied = (call: AwsCall) => `The credentials need the permission ${permissionOf(call)}.`;
const unknownKey = "The access key is unknown, or not active in this region.";
const wrongSecret = "The secret key does not belong to the access key.";
const wrongClock = "The clock of this machine is wrong.";

/** What mends a failure, by Amazon's codes. All of these are the user's to mend. */
const advices: Readonly<Record<string, string | ((call: AwsCall) => string)>> = {
  AccessDenied: denied,
  AccessDeniedException: denied,
  UnauthorizedOperation: denied,
  AuthFailure: "The credentials are not valid, or not for this.",
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  RequestExpired: expired,
  InvalidAccessKeyId: unknownKey,
  InvalidClientTokenId: unknownKey,
  UnrecognizedClientException: unknownKey,
  InvalidSignatureException: wrongSecret,
  SignatureDoesNotMatch: wrongSecret,
  RequestTimeTooSkewed: wrongClock,
  OptInRequired: "The account must first accept the terms, or subscribe to the service.",
  PendingVerification: "Amazon is still verifying the account in this region.",
};

export const needsUser = (awsCode: string | undefined): boolean =>
  awsCode !== undefined && Object.hasOwn(advices, awsCode);

export function adviceFor(call: AwsCall, failure: SdkFailure): string | undefined {
  if (isUnknownServer(failure)) return "The region may be misspelt.";
  if (isDistrusted(failure)) return "AWS_CA_BUNDLE names a file of certificates to trust.";
  const advice = failure.$metadata?.httpStatusCode === undefined ? undefined : advices[failure.name];
  return typeof advice === "function" ? advice(call) : advice;
}

/** Calls whose permission has another name, or that need more than one. */
const permissions: Readonly<Record<string, string>> = {
  "ecr-public:GetAuthorizationToken": "ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken",
  "s3:CompleteMultipartUpload": "s3:PutObject",
  "s3:CreateMultipartUpload": "s3:PutObject",
  "s3:HeadBucket": "s3:ListBucket",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:UploadPart": "s3:PutObject",
};

function permissionOf({ service, action }: AwsCall): string {
  const name = `${service}:${action}`;
  return permissions[name] ?? name;
}
