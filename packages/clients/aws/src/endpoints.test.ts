import { accessOf } from "./access/fields.js";
import { endpointsOf, variantsOf } from "./endpoints.js";
import { ec2Service, iamService } from "./sdk/services.js";

test.each([
  [{}, {}, {}, undefined, undefined],
  [{}, {}, { endpoint_url: "http://p" }, "http://p", "http://p"],
  [{}, { AWS_ENDPOINT_URL: "http://e" }, { endpoint_url: "http://p" }, "http://e", "http://e"],
  [{}, { AWS_ENDPOINT_URL: "http://e", AWS_ENDPOINT_URL_EC2: "http://ec2" }, {}, "http://ec2", "http://e"],
  [{ custom_endpoint_ec2: "http://c" }, { AWS_ENDPOINT_URL_EC2: "http://ec2" }, {}, "http://c", undefined],
  [{}, { AWS_ENDPOINT_URL: "http://e", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }, {}, undefined, undefined],
])("the block %j, the environment %j and the profile %j say where EC2 and IAM are", (block, env, profile, ec2, iam) => {
  const endpointOf = endpointsOf(accessOf(block), env, profile);
  expect([endpointOf(ec2Service), endpointOf(iamService)]).toEqual([ec2, iam]);
});

test.each([
  [{}, {}, false, false],
  [{ AWS_USE_FIPS_ENDPOINT: "true" }, {}, true, false],
  [{ AWS_USE_FIPS_ENDPOINT: "false" }, { use_fips_endpoint: "true", use_dualstack_endpoint: "TRUE" }, false, true],
])("%j and %j choose among Amazon's own", (env, profile, useFipsEndpoint, useDualstackEndpoint) => {
  expect(variantsOf(env, profile)).toEqual({ useFipsEndpoint, useDualstackEndpoint });
});
