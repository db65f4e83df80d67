import { type HttpResponse, withRetries } from "@ingot/client-http";
import { isIngotError } from "@ingot/core/plugin";
import type { AwsContext } from "../context.js";
import { askNearby, credentialsIn, parseAnswer } from "./answer.js";
import { type Absence, absent, type CredentialSource } from "./credentials.js";
import { credentialsError } from "./credentials-error.js";

const from = "The instance's role";

/** How long the metadata service has for each answer, in milliseconds; elsewhere than on EC2 nobody answers. */
const timeout = 2000;

/** The role of the EC2 instance that this runs on. */
export const instanceRole: CredentialSource = {
  name: "the instance's role",
  find: async ({ config, context }) => {
    if (config.skip_metadata_api_check) return absent("skip_metadata_api_check is set");
    const metadata = await openMetadata(context);
    if ("absent" in metadata) return metadata;
    const roles = await metadata.read("iam/security-credentials/");
    const [role] = roles?.split("\n") ?? [];
    if (!role) return absent("this instance has no instance profile");
    const answer = await metadata.read(`iam/security-credentials/${role}`);
    if (answer === undefined) throw credentialsError(`${from} "${role}" is not given by the metadata service.`);
    return credentialsIn(parseAnswer(answer, from), from);
  },
};

/** The region of the EC2 instance that this runs on; undefined elsewhere. */
export async function instanceRegion(context: AwsContext): Promise<string | undefined> {
  const metadata = await openMetadata(context);
  return "absent" in metadata ? undefined : metadata.read("placement/region");
}

/** The metadata service of an EC2 instance. */
interface Metadata {
  /** Undefined where it has nothing of that name. */
  read(path: string): Promise<string | undefined>;
}

/** Version 2 of the service: a session's token first. */
async function openMetadata(context: AwsContext): Promise<Metadata | Absence> {
  const { host, signal } = context;
  if (host.env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return absent("AWS_EC2_METADATA_DISABLED is set");
  const base = (host.env.AWS_EC2_METADATA_SERVICE_ENDPOINT || "http://169.254.169.254").replace(/\/+$/, "");
  const headers = { "X-aws-ec2-metadata-token-ttl-seconds": "21600" };
  const request = { url: `${base}/latest/api/token`, method: "PUT", headers, timeout };
  const session = await tokenOf(() => askNearby(request, host, signal), base);
  return typeof session === "string" ? metadataAt(base, session, context) : session;
}

async function tokenOf(ask: () => Promise<HttpResponse>, base: string): Promise<string | Absence> {
  try {
    const { status, body } = await ask();
    return status === 200 ? body.toString("utf8") : absent(`${base} refuses a token with the status ${status}`);
  } catch (error) {
    if (!isIngotError(error)) throw error;
    return absent(`${error.message.replace(/\.$/, "")}, so this is no EC2 instance`);
  }
}

const metadataAt = (base: string, token: string, { host, signal }: AwsContext): Metadata => ({
  async read(path) {
    const request = {
      url: `${base}/latest/meta-data/${path}`,
      headers: { "X-aws-ec2-metadata-token": token },
      timeout,
    };
    const ask = () => askNearby(request, host, signal);
    const { status, body } = await withRetries(ask, (answer) => answer.status >= 500, host, signal);
    return status === 200 ? body.toString("utf8").trim() : undefined;
  },
});
