import { acquireWhole } from "@ingot/client-aws";
import { type Acquired, type BuildContext, IngotError, type JsonValue } from "@ingot/core/plugin";
import { uploadCommand, volumeCommand } from "./bundle-commands.js";
import { type BundlePlaces, type InstanceStore, uploadData, volumeData } from "./bundle-data.js";
import { deleteBundle } from "./bundle-objects.js";

/** Sends the certificate and its key to the instance, which signs and encrypts the bundle with them. */
export async function sendCertificate(store: InstanceStore, places: BundlePlaces, run: BuildContext): Promise<void> {
  const { config, launched } = store;
  run.say("Uploading X509 certificate...");
  const files = [
    [config.x509_cert_path, places.certificate],
    [config.x509_key_path, places.key],
  ] as const;
  for (const [local, remote] of files)
    await launched.communicator.upload(run.host.resolve(local), remote, { signal: run.signal, mode: 0o600 });
}

/** Has the instance make a bundle of its root disk. */
export async function bundleVolume(store: InstanceStore, places: BundlePlaces, run: BuildContext): Promise<void> {
  run.say("Bundling the volume...");
  await runOnInstance("bundle_vol_command", volumeCommand(store.config), await volumeData(store, places), store, run);
}

/** Has the instance send the bundle to the bucket. It is deleted there unless it is kept. */
export async function uploadBundle(
  store: InstanceStore,
  places: BundlePlaces,
  run: BuildContext,
): Promise<Acquired<void>> {
  const { config, aws } = store;
  const bundle = { bucket: config.s3_bucket, prefix: places.prefix };
  const data = await uploadData(store, places, run);
  const command = uploadCommand(config, data.Token !== "");
  run.say("Uploading the bundled volume...");
  return acquireWhole(run, {
    intent: {
      kind: "aws.s3-bundle",
      description: `the bundle ${places.location}`,
      handle: { access: aws.access, ...bundle },
    },
    create: () => runOnInstance("bundle_upload_command", command, data, store, run),
    destroy: async () => {
      run.say(`Deleting the bundle ${places.location}...`);
      await deleteBundle(bundle, aws);
    },
    undo: async () => void (await deleteBundle(bundle, aws)),
  });
}

async function runOnInstance(
  option: string,
  template: string,
  data: Readonly<Record<string, JsonValue>>,
  { launched }: InstanceStore,
  run: BuildContext,
): Promise<void> {
  const { exitCode } = await launched.communicator.exec(run.render(template, data), {
    signal: run.signal,
    onOutput: run.output,
  });
  if (exitCode === 0) return;
  throw new IngotError({
    code: "AMAZON_BUNDLE",
    source: "user",
    message: `The command of ${option} ended with the exit code ${exitCode}; what it said stands above. The instance needs Amazon's AMI tools (ec2-bundle-vol and ec2-upload-bundle), for which a provisioner can see, and sudo without a password.`,
    data: { option, exitCode },
  });
}
