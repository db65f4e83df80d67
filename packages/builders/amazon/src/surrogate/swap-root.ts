import type { Aws } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { LaunchedMachine } from "../run/launched-machine.js";
import { attachedVolume } from "../snapshots/attached-volume.js";
import { detachVolume, discardVolume, unlessDone } from "../snapshots/discard-volume.js";

/** How long a volume may take to be there, and to be attached, in milliseconds. */
const patience = 600_000;

/** Puts the volume that is `device` in the place of the stopped instance's root. */
export async function swapRoot(
  device: string,
  launched: LaunchedMachine,
  aws: Aws,
  run: BuildContext,
): Promise<string> {
  const { instanceId: InstanceId } = launched;
  const instance = await launched.instance();
  const root = instance.RootDeviceName ?? "/dev/sda1";
  const [oldRoot, newRoot] = [attachedVolume(instance, root), attachedVolume(instance, device)];
  await aws.watch.volume(oldRoot, { what: `volume ${oldRoot}`, timeout: patience, until: () => true }); // who may not look could not tidy up
  await holdVolume(oldRoot, aws, run);
  await holdVolume(newRoot, aws, run);
  run.say(`Detaching root volume ${oldRoot}...`);
  await detachVolume(oldRoot, { InstanceId, Device: root }, aws);
  run.say(`Attaching ${newRoot} as ${root} in its place...`);
  await detachVolume(newRoot, { InstanceId, Device: device }, aws);
  await attach(newRoot, InstanceId, root, aws);
  return root;
}

/** A volume that is detached, or attached anew, does not go with its instance. */
const holdVolume = (volumeId: string, aws: Aws, run: BuildContext) =>
  run.acquire(
    {
      kind: "aws.volume",
      description: `volume ${volumeId} in ${aws.region}`,
      handle: { access: aws.access, volumeId },
    },
    async () => {},
    () => discardVolume(volumeId, aws, run),
  );

async function attach(VolumeId: string, InstanceId: string, Device: string, aws: Aws): Promise<void> {
  const ec2 = await aws.ec2();
  await unlessDone(["VolumeInUse"], () => ec2.attachVolume({ VolumeId, InstanceId, Device }));
  await aws.watch.volume(VolumeId, {
    what: `volume ${VolumeId} to be attached`,
    timeout: patience,
    until: ({ Attachments = [] }) =>
      Attachments.some((each) => each.InstanceId === InstanceId && each.State === "attached"),
  });
}
