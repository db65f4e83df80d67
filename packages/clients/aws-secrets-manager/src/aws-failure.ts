import { IngotError, reasonOf } from "@ingot/core/plugin";

const advices: Readonly<Record<string, string>> = {
  AccessDeniedException: "The credentials need the permission secretsmanager:GetSecretValue for it.",
  CredentialsProviderError: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
  ExpiredTokenException: "Get new credentials.",
  UnrecognizedClientException: "The credentials are not valid in this region.",
  InvalidSignatureException: "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID.",
  DecryptionFailure: "The credentials need the permission kms:Decrypt for the key that encrypts it.",
};

export function awsFailure(secret: string, error: unknown): IngotError {
  const { name = "" } = error as { name?: string };
  const reason = reasonOf(error).replace(/\s+/g, " ").replace(/\.$/, "");
  const advice = /region is missing/i.test(reason) ? "Set AWS_REGION." : (advices[name] ?? "");
  const message = `AWS Secrets Manager does not give ${JSON.stringify(secret)}: ${reason}. ${advice}`.trim();
  const source = advice === "" ? "outside" : "user";
  return new IngotError({ code: "AWS_SECRETS_MANAGER", source, message, cause: error, data: { name } });
}
