import type { EC2, Image, ImportImageTask, Instance, Snapshot, Volume } from "@aws-sdk/client-ec2";

/** How states of one kind of thing are looked at. */
export interface Kind<T> {
  readonly noun: string;
  /** Amazon's code for an id that it does not know (yet). */
  readonly unknownCode: string;
  /** Looks at several, by a filter where there is one: then unknown ids are no failure. */
  look(ec2: EC2, ids: readonly string[], options: { readonly abortSignal: AbortSignal }): Promise<readonly T[]>;
  idOf(thing: T): string | undefined;
  stateOf(thing: T): string | undefined;
}

const filtered = (name: string, ids: readonly string[]) => ({ Filters: [{ Name: name, Values: [...ids] }] });

const instances: Kind<Instance> = {
  noun: "instance",
  unknownCode: "InvalidInstanceID.NotFound",
  look: async (ec2, ids, options) => {
    const { Reservations = [] } = await ec2.describeInstances(filtered("instance-id", ids), options);
    return Reservations.flatMap((reservation) => reservation.Instances ?? []);
  },
  idOf: ({ InstanceId }) => InstanceId,
  stateOf: ({ State }) => State?.Name,
};

const images: Kind<Image> = {
  noun: "image",
  unknownCode: "InvalidAMIID.NotFound",
  look: async (ec2, ids, options) => (await ec2.describeImages(filtered("image-id", ids), options)).Images ?? [],
  idOf: ({ ImageId }) => ImageId,
  stateOf: ({ State }) => State,
};

const snapshots: Kind<Snapshot> = {
  noun: "snapshot",
  unknownCode: "InvalidSnapshot.NotFound",
  look: async (ec2, ids, options) =>
    (await ec2.describeSnapshots(filtered("snapshot-id", ids), options)).Snapshots ?? [],
  idOf: ({ SnapshotId }) => SnapshotId,
  stateOf: ({ State, Progress }) => (Progress && State === "pending" ? `${State}, ${Progress}` : State),
};

const volumes: Kind<Volume> = {
  noun: "volume",
  unknownCode: "InvalidVolume.NotFound",
  look: async (ec2, ids, options) => (await ec2.describeVolumes(filtered("volume-id", ids), options)).Volumes ?? [],
  idOf: ({ VolumeId }) => VolumeId,
  stateOf: ({ State }) => State,
};

const importImageTasks: Kind<ImportImageTask> = {
  noun: "import task",
  unknownCode: "InvalidConversionTaskId",
  look: async (ec2, ids, options) =>
    (await ec2.describeImportImageTasks({ ImportTaskIds: [...ids] }, options)).ImportImageTasks ?? [],
  idOf: ({ ImportTaskId }) => ImportTaskId,
  stateOf: ({ Status, StatusMessage }) => (StatusMessage ? `${Status}, ${StatusMessage}` : Status),
};

export const kinds = { instances, images, snapshots, volumes, importImageTasks } as const;
