import { rm, writeFile } from "node:fs/promises";
import { type BuildContext, type Communicator, IngotError } from "@ingot/core/plugin";
import type { CommunicatorConfig } from "./communicator-fields.js";

/** A key pair that lives as long as the build. */
export interface TemporaryKey {
  /** The key's comment, and its name where the builder's system keeps names. */
  readonly name: string;
  readonly privateKey: string;
  /** A line for authorized_keys. */
  readonly publicKey: string;
}

/** The pair of `temporary_key_pair_*`; undefined where the template has another way to log in. With -debug it is saved as `BUILDER_BUILD.pem`. */
export async function temporaryKey(config: CommunicatorConfig, run: BuildContext): Promise<TemporaryKey | undefined> {
  const { communicator, ssh_password, ssh_private_key_file, ssh_agent_auth } = config;
  if (communicator !== "ssh" || ssh_password || ssh_private_key_file || ssh_agent_auth) return undefined;
  const { temporaryKeyPair } = await import("@ingot/communicator-ssh");
  const { temporary_key_pair_type: type, temporary_key_pair_bits: bits, temporary_key_pair_name } = config;
  const name = temporary_key_pair_name ?? `packer_${Buffer.from(run.host.randomBytes(16)).toString("hex")}`;
  run.say(`Creating a temporary ${type} key pair...`);
  const { privateKey } = await temporaryKeyPair(type, bits, name);
  return adoptKey({ name, privateKey, file: `${run.build.builderType}_${run.build.sourceName}.pem` }, run);
}

/** A private key that was made for this build, wherever that was. */
export interface MadeKey {
  readonly name: string;
  readonly privateKey: string;
  /** Where it is saved with -debug. */
  readonly file: string;
}

/** The pair of a private key that was made for this build: it is hidden, and with -debug saved for as long as the build lasts. */
export async function adoptKey({ name, privateKey, file }: MadeKey, run: BuildContext): Promise<TemporaryKey> {
  run.hide(privateKey);
  const { publicKeyOf } = await import("@ingot/communicator-ssh");
  if (run.debug) await saveForDebugging(privateKey, run.host.resolve(file), run);
  return { name, privateKey, publicKey: `${publicKeyOf({ name, privateKey })} ${name}` };
}

async function saveForDebugging(privateKey: string, path: string, run: BuildContext): Promise<void> {
  run.say(`Saving key for debug purposes: ${path}`);
  await rm(path, { force: true });
  await writeFile(path, privateKey, { mode: 0o600, flag: "wx" });
  run.defer(() => rm(path, { force: true }));
}

/** With `ssh_clear_authorized_keys`, once the provisioners are done: takes the key out of the user's authorized_keys and of root's. */
export async function clearTemporaryKey(
  config: CommunicatorConfig,
  key: TemporaryKey | undefined,
  communicator: Communicator,
  run: BuildContext,
): Promise<void> {
  if (!key || !config.ssh_clear_authorized_keys) return;
  run.say("Removing the temporary key from the machine's authorized_keys...");
  const body = key.publicKey.split(" ")[1]!;
  const lines: string[] = [];
  const onOutput = ({ text }: { readonly text: string }) => void lines.push(text);
  const { exitCode } = await communicator.exec(removal(body), { signal: run.signal, onOutput });
  if (exitCode !== 0) throw notRemoved(exitCode, lines);
}

/**
 * For /bin/sh, since the login shell may be another (csh, fish). The key's body has no character that a shell minds. Written over, so
 * that owner and mode stay; as root where that needs no password.
 */
function removal(body: string): string {
  const remove = (file: string) =>
    `f=${file}; if [ -f "$f" ]; then t=$(grep -vF ${body} "$f"); printf "%s\\n" "$t" >"$f"; fi`;
  const asRoot = `if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then sudo -n sh -c '${remove("/root/.ssh/authorized_keys")}'; fi`;
  return inShell(
    `${remove("~/.ssh/authorized_keys")}; ! grep -sqF ${body} ~/.ssh/authorized_keys || exit 1; ${asRoot}`,
  );
}

const inShell = (script: string) => `/bin/sh -c '${script.replaceAll("'", `'\\''`)}'`;

const notRemoved = (exitCode: number, lines: readonly string[]) =>
  new IngotError({
    code: "SSH_KEY_REMAINS",
    source: "outside",
    message: `The temporary key could not be taken out of the machine's authorized_keys (exit status ${exitCode}): ${lines.join("; ") || "the machine does not say why"}. The image would let its owner in.`,
    data: { exitCode },
  });
