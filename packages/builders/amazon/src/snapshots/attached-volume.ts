import type { Instance } from "@ingot/client-aws";
import { IngotError } from "@ingot/core/plugin";

/** The id of the volume that an instance has as `device`. */
export function attachedVolume({ InstanceId, BlockDeviceMappings = [] }: Instance, device: string): string {
  const id = BlockDeviceMappings.find(({ DeviceName }) => DeviceName === device)?.Ebs?.VolumeId;
  if (id !== undefined) return id;
  const names = BlockDeviceMappings.map(({ DeviceName }) => DeviceName).join(", ");
  throw new IngotError({
    code: "AMAZON_NO_VOLUME",
    source: "user",
    message: `The instance ${InstanceId} has no volume as ${device}. It has ${names || "none"}.`,
    data: { instance: InstanceId, device },
  });
}
