import { deleteSnapshot, sideBySide } from "@ingot/client-aws";
import type { Artifact, BuildContext } from "@ingot/core/plugin";
import * as z from "zod";
import { deleteVolume } from "../run/left-volumes.js";
import type { VolumeJob } from "./volume-job.js";

/** What other builds can ask of the volumes. */
export const amazonVolumeArtifact = z.object({
  region: z.string().describe("Where they are."),
  volumes: z.record(z.string(), z.string()).describe("The volumes' ids, by the device that they were."),
  snapshots: z.record(z.string(), z.string()).describe("The snapshots' ids, by the device of their volume."),
  sourceAmi: z.string().describe("The AMI that the instance started from."),
});

/** What has been made, by device. */
export interface VolumeResult {
  readonly volumes: ReadonlyMap<string, string>;
  readonly snapshots: ReadonlyMap<string, string>;
}

/** Volumes and snapshots as post-processors, manifests and other builds see them. */
export function volumeArtifact(
  { volumes, snapshots }: VolumeResult,
  { aws, launched }: VolumeJob,
  run: BuildContext,
): Artifact {
  const region = aws.region;
  const ids = [...volumes.values(), ...snapshots.values()].map((id) => `${region}:${id}`);
  return {
    builderId: "mitchellh.amazon.ebsvolume",
    id: ids.sort().join(","),
    files: [],
    description: [told("EBS Volumes", volumes, region), told("EBS Snapshots", snapshots, region)].join(""),
    values: {
      region,
      volumes: Object.fromEntries(volumes),
      snapshots: Object.fromEntries(snapshots),
      sourceAmi: launched.sourceData.SourceAMI ?? "",
    },
    destroy: async () => {
      await sideBySide([...volumes.values()], (id) => deleteVolume(id, aws, run));
      await sideBySide([...snapshots.values()], (id) => deleteSnapshot(id, region, aws, run));
    },
  };
}

const told = (what: string, made: ReadonlyMap<string, string>, region: string): string =>
  made.size === 0
    ? ""
    : `${what} were created:\n\n${[...made.values()]
        .map((id) => `${region}:${id}\n`)
        .sort()
        .join("")}`;
