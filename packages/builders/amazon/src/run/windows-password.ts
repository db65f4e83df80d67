import { constants, privateDecrypt } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Aws } from "@ingot/client-aws";
import { type BuildContext, formatDuration, IngotError, reasonOf } from "@ingot/core/plugin";
import type { LaunchKey } from "./key-pair.js";
import type { LaunchConfig } from "./launched-machine.js";

/** Between two looks, in milliseconds. */
const interval = 5000;

/** The administrator's password, which Windows makes at its first start and encrypts for the owner of the key pair. */
export async function windowsPassword(
  config: LaunchConfig,
  aws: Aws,
  id: string,
  key: LaunchKey,
  run: BuildContext,
): Promise<string> {
  const privateKey = key.key?.privateKey ?? (await keyOf(config, run));
  run.say("Waiting for auto-generated password for instance...");
  const password = decrypt(await awaitPasswordData(config, aws, id, run), privateKey);
  run.hide(password);
  run.say("Password retrieved!");
  return password;
}

async function keyOf({ ssh_private_key_file: path = "" }: LaunchConfig, { host }: BuildContext): Promise<string> {
  try {
    return await readFile(host.resolve(path), "utf8");
  } catch (error) {
    throw unusable(`the key ${path} cannot be read: ${reasonOf(error)}`, error);
  }
}

async function awaitPasswordData(config: LaunchConfig, aws: Aws, id: string, run: BuildContext): Promise<string> {
  const { host, signal } = run;
  const ec2 = await aws.ec2();
  const end = host.now().getTime() + config.windows_password_timeout;
  for (;;) {
    const { PasswordData } = await ec2.getPasswordData({ InstanceId: id });
    if (PasswordData?.trim()) return PasswordData.trim();
    if (host.now().getTime() + interval > end) throw tooLate(config, id);
    await host.sleep(interval, signal);
  }
}

/** RSA with the padding of PKCS 1.5, which Node's own decryption refuses where its OpenSSL could be made to tell of bad padding. */
function decrypt(data: string, privateKey: string): string {
  try {
    const padded = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(data, "base64"));
    const start = padded.indexOf(0, 2) + 1;
    if (padded[0] !== 0 || padded[1] !== 2 || start < 11) throw new Error("it was encrypted for another key");
    return padded.subarray(start).toString("utf8");
  } catch (error) {
    throw unusable(`it cannot be decrypted with the key: ${reasonOf(error)}`, error);
  }
}

const unusable = (why: string, cause: unknown) =>
  new IngotError({
    code: "AMAZON_WINDOWS_PASSWORD",
    source: "user",
    message: `The administrator's password cannot be had, since ${why}. ssh_private_key_file must be the RSA key of ssh_keypair_name; or set winrm_password.`,
    cause,
  });

const tooLate = ({ windows_password_timeout }: LaunchConfig, id: string) =>
  new IngotError({
    code: "AMAZON_WINDOWS_PASSWORD",
    source: "outside",
    message: `Instance ${id} has told no administrator's password within ${formatDuration(windows_password_timeout)}. The image must make one at its start (EC2Launch); or set winrm_password, or raise windows_password_timeout.`,
    data: { instance: id },
  });
