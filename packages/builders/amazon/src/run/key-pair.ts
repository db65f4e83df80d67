import { type Aws, acquireWhole, isAwsError } from "@ingot/client-aws";
import { adoptKey, type TemporaryKey } from "@ingot/communicator-config";
import type { BuildContext } from "@ingot/core/plugin";
import type { Launch, LaunchConfig } from "./launched-machine.js";
import { ownTags, temporaryName } from "./own-things.js";

/** How the instance is logged in to. */
export interface LaunchKey {
  /** The name of the key pair at Amazon; absent: the image's own keys, or a password. */
  readonly name?: string;
  /** The pair that was made for the build. */
  readonly key?: TemporaryKey;
}

/** The template's key pair, or one for this build alone. */
export async function launchKey(launch: Launch, run: BuildContext): Promise<LaunchKey> {
  const { config } = launch;
  if (needsTemporaryKey(config)) return temporaryKeyPair(launch, run);
  run.say(givenKey(config));
  return config.ssh_keypair_name ? { name: config.ssh_keypair_name } : {};
}

/** Windows encrypts its password for the pair's owner. */
const needsTemporaryKey = (config: LaunchConfig): boolean =>
  config.communicator !== "none" &&
  !config.ssh_keypair_name &&
  !config.ssh_private_key_file &&
  !config.ssh_agent_auth &&
  !(config.communicator === "ssh" ? config.ssh_password : config.winrm_password);

function givenKey({ ssh_private_key_file, ssh_agent_auth, ssh_keypair_name }: LaunchConfig): string {
  const pair = ssh_keypair_name ? `the key pair ${ssh_keypair_name}` : "the keys that the image has";
  if (ssh_private_key_file) return `Using ${ssh_private_key_file} with ${pair}`;
  return ssh_agent_auth ? `Using the SSH agent with ${pair}` : "No key pair is needed";
}

async function temporaryKeyPair(launch: Launch, run: BuildContext): Promise<LaunchKey> {
  const { config, aws } = launch;
  const name = config.temporary_key_pair_name || temporaryName(run);
  run.say(`Creating temporary keypair: ${name}`);
  const { value: privateKey } = await acquireWhole(run, {
    intent: {
      kind: "aws.key-pair",
      description: `key pair ${name} in ${aws.region}`,
      handle: { access: aws.access, region: aws.region, name },
    },
    create: (signal) => createKeyPair(launch, name, run, signal),
    destroy: async () => {
      run.say("Deleting temporary keypair...");
      await deleteKeyPair(aws, name);
    },
    undo: async (signal) => {
      if (!config.temporary_key_pair_name) await deleteKeyPair(aws, name, signal);
    },
  });
  return { name, key: await adoptKey({ name, privateKey, file: `ec2_${run.build.sourceName}.pem` }, run) };
}

/** The private half is told once. Where that answer was lost, the pair of this name is of no use to anybody. */
async function createKeyPair(launch: Launch, name: string, run: BuildContext, signal: AbortSignal): Promise<string> {
  const { config, aws } = launch;
  try {
    return await requestKeyPair(launch, name, run, signal);
  } catch (error) {
    const isOurs = !config.temporary_key_pair_name && isAwsError(error, "InvalidKeyPair.Duplicate");
    if (!isOurs) throw error;
    await deleteKeyPair(aws, name, signal);
    return requestKeyPair(launch, name, run, signal);
  }
}

async function requestKeyPair(launch: Launch, name: string, run: BuildContext, signal: AbortSignal): Promise<string> {
  const ec2 = await launch.aws.ec2();
  const { KeyMaterial } = await ec2.createKeyPair(
    {
      KeyName: name,
      KeyType: launch.config.temporary_key_pair_type === "ed25519" ? "ed25519" : "rsa",
      TagSpecifications: [{ ResourceType: "key-pair", Tags: ownTags(launch, run) }],
    },
    { abortSignal: signal },
  );
  return KeyMaterial!;
}

/** One that is gone already is deleted. */
export async function deleteKeyPair(aws: Aws, KeyName: string, abortSignal?: AbortSignal): Promise<void> {
  const ec2 = await aws.ec2();
  await ec2.deleteKeyPair({ KeyName }, { ...(abortSignal && { abortSignal }) });
}
