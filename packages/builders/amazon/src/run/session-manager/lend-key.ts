import { readFile } from "node:fs/promises";
import { type Aws, awsCodeOf } from "@ingot/client-aws";
import { type BuildContext, reasonOf } from "@ingot/core/plugin";
import { describeInstance } from "../instance.js";
import type { LaunchConfig } from "../launched-machine.js";

/** For how long EC2 Instance Connect has an instance accept a key, with some time to spare. Milliseconds. */
const validity = 45_000;

/**
 * What lets the user's own key in, through EC2 Instance Connect, where no key pair of Amazon's is given to the instance. It holds for a
 * minute, so it is to be called before each login. Who may not do so is warned: the image may know the key.
 */
export function lendKey(config: LaunchConfig, id: string, aws: Aws, run: BuildContext): () => Promise<void> {
  const isOwn = config.communicator === "ssh" && !!config.ssh_private_key_file && !config.ssh_keypair_name;
  let lent = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = run.host.now().getTime();
    if (!isOwn || now - lent < validity) return;
    lent = await send(config, id, aws, run).then(
      () => now,
      (error) => refusedFor(error, run),
    );
  };
}

/** Once is enough to know; what is no refusal may pass. */
function refusedFor(error: unknown, run: BuildContext): number {
  run.signal.throwIfAborted();
  if (awsCodeOf(error) === undefined) throw error;
  run.warn(
    `EC2 Instance Connect does not take ssh_private_key_file, so that the image must know it: ${reasonOf(error)}`,
  );
  return Number.POSITIVE_INFINITY;
}

async function send(config: LaunchConfig, InstanceId: string, aws: Aws, run: BuildContext): Promise<void> {
  const { Placement } = await describeInstance(aws, InstanceId);
  const connect = await aws.ec2InstanceConnect();
  await connect.sendSSHPublicKey({
    InstanceId,
    InstanceOSUser: config.ssh_username ?? "",
    AvailabilityZone: Placement?.AvailabilityZone,
    SSHPublicKey: await publicKey(config, run),
  });
}

async function publicKey(config: LaunchConfig, run: BuildContext): Promise<string> {
  const { publicKeyOf } = await import("@ingot/communicator-ssh");
  const { ssh_private_key_file: name = "", ssh_private_key_passphrase: passphrase } = config;
  const privateKey = await readFile(run.host.resolve(name), "utf8");
  return publicKeyOf({ name, privateKey, ...(passphrase !== undefined && { passphrase }) });
}
