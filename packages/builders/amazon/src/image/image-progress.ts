import type { Aws, Snapshot } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import type { MadeImage } from "./made-image.js";

/** Tells at every quarter how far the snapshots of an AMI are. */
export interface ImageProgress {
  /** There has been a look at the AMI, and it is not ready. */
  look(): void;
  /** When nothing will be said any more. */
  ended(): Promise<void>;
}

/** Between two questions, in milliseconds: many builds may be waiting. */
const interval = 30_000;

export function imageProgress(image: MadeImage, aws: Aws, run: BuildContext): ImageProgress {
  const now = () => run.host.now().getTime();
  let last = now();
  let quarters = 0;
  let asking = Promise.resolve();
  const ask = async () => {
    const percent = await percentOf(image, aws);
    if (percent < (quarters + 1) * 25) return;
    quarters = Math.floor(percent / 25);
    run.say(`AMI ${image.id} in ${image.region}: ${percent} % of its snapshots`);
  };
  return {
    look: () => {
      if (now() - last < interval) return;
      last = now();
      asking = asking.then(ask).catch(() => {}); // who may not look waits without being told
    },
    ended: () => asking,
  };
}

async function percentOf({ region, id }: MadeImage, aws: Aws): Promise<number> {
  const Filters = [{ Name: "description", Values: [`*${id}*`] }];
  const ec2 = await aws.ec2(region);
  const { Snapshots = [] } = await ec2.describeSnapshots({ OwnerIds: ["self"], Filters });
  return Snapshots.length === 0 ? 0 : Math.floor(sum(Snapshots.map(percentDone)) / Snapshots.length);
}

const percentDone = ({ Progress = "" }: Snapshot): number => Number.parseInt(Progress, 10) || 0;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
