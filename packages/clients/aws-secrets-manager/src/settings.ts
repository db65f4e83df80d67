import type { Host } from "@ingot/core/plugin";

type Env = Host["env"];

/** Those of the environment; undefined where it has none, and the SDK is to look elsewhere. */
export function credentialsOf(env: Env) {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

export function regionOf(env: Env): { readonly region?: string } {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION;
  return region ? { region } : {};
}
