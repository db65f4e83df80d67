import { IngotError } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "./access/fields.js";
import { type AwsAccessRecord, configOf, recordOf } from "./access/record.js";
import type { Aws } from "./aws.js";
import { callingAs } from "./calls.js";
import type { AwsContext } from "./context.js";
import {
  ec2InstanceConnectService,
  ec2Service,
  iamService,
  s3Service,
  secretsManagerService,
  ssmService,
  stsService,
} from "./sdk/services.js";
import { joinSession, type Session } from "./session.js";
import { validateAccess } from "./validate-access.js";
import { openWatch } from "./watch/open-watch.js";

/**
 * Opens the way to AWS: finds the region, and nothing else; credentials are looked for at the first call. All who open it from one host
 * with the same config share credentials, connections and the looks of waits. Throws AWS_REGION, AWS_PROFILE.
 */
export async function openAws(config: AwsAccessConfig, context: AwsContext): Promise<Aws> {
  const session = await joinSession(config, context);
  const call = callingAs(session, context);
  const client: Aws["client"] = (service, region = session.region) => call(service, region);
  return {
    region: session.region,
    client,
    ec2: (region) => client(ec2Service, region),
    ec2InstanceConnect: (region) => client(ec2InstanceConnectService, region),
    iam: () => client(iamService),
    s3: (region) => client(s3Service, region),
    secretsManager: (region) => client(secretsManagerService, region),
    ssm: (region) => client(ssmService, region),
    sts: () => client(stsService),
    validate: (regions) => validateAccess(session, regions, context),
    claim: (thing, who) => claim(session, thing, who),
    get access() {
      return recordOf(config, session.region, session.account);
    },
    watch: openWatch(session, context),
  };
}

function claim({ claims }: Session, thing: string, who: string): string {
  const first = claims.get(thing) ?? who;
  claims.set(thing, first);
  return first;
}

/**
 * For those who clean up after a dead run: with the credentials of the environment, the profile or the machine. Throws AWS_ACCOUNT
 * where those are of another account, in which nothing would be found, and all count as gone.
 */
export async function reopenAws(access: AwsAccessRecord, context: AwsContext): Promise<Aws> {
  const config = configOf(access);
  if (access.account) await compareAccounts(access.account, await joinSession(config, context), context);
  return openAws(config, context);
}

async function compareAccounts(wanted: string, session: Session, context: AwsContext): Promise<void> {
  const account = await session.verified.get(context);
  if (account === wanted) return;
  throw new IngotError({
    code: "AWS_ACCOUNT",
    source: "user",
    message: `The run was in the account ${wanted}, and these credentials are of the account ${account}. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to some of the account ${wanted}.`,
    data: { wanted, account },
  });
}
