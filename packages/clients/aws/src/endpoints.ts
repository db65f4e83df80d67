import type { AwsAccessConfig } from "./access/fields.js";
import type { Settings } from "./credentials/ini.js";
import type { AwsService, EndpointVariants } from "./sdk/services.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Where a service is, as the block, the environment and the profile say, in this order; undefined: where Amazon has it. */
export const endpointsOf =
  ({ custom_endpoint_ec2 }: AwsAccessConfig, env: Env, profile: Settings) =>
  ({ name, variable }: Pick<AwsService<object>, "name" | "variable">): string | undefined => {
    if (name === "ec2" && custom_endpoint_ec2) return custom_endpoint_ec2;
    if (isTrue(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? profile.ignore_configured_endpoint_urls)) return undefined;
    return env[`AWS_ENDPOINT_URL_${variable}`] || env.AWS_ENDPOINT_URL || profile.endpoint_url || undefined;
  };

/** Whether the environment or the profile asks for Amazon's dual-stack or FIPS endpoints. */
export const variantsOf = (env: Env, profile: Settings): EndpointVariants => ({
  useDualstackEndpoint: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT ?? profile.use_dualstack_endpoint),
  useFipsEndpoint: isTrue(env.AWS_USE_FIPS_ENDPOINT ?? profile.use_fips_endpoint),
});

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === "true";
