import { type Aws, type Image, snapshotsOf } from "@ingot/client-aws";
import { type BuildContext, formatDuration } from "@ingot/core/plugin";
import type { MadeImage } from "./made-image.js";
import type { Checkpoint } from "./side-by-side.js";

/** Large ones take an hour or two; `aws_polling` says otherwise. Milliseconds. */
const patience = 4 * 3_600_000;

const dead = new Set<string | undefined>(["failed", "error", "invalid", "deregistered"]);

/** Waits until the AMI can be used. */
export async function awaitImage(
  image: MadeImage,
  aws: Aws,
  run: BuildContext,
  checkpoint: Checkpoint = () => {},
): Promise<MadeImage> {
  const { region, id } = image;
  const available = await aws.watch.image(id, {
    region,
    what: `AMI ${id} in ${region} to become available`,
    timeout: patience,
    until: ({ State }) => {
      checkpoint();
      return State === "available";
    },
    fails: (found) => (dead.has(found.State) ? endOf(found) : undefined),
    onProgress: everyMinutes(run, (waited) => run.say(`AMI ${id} in ${region} is not ready yet, after ${waited}`)),
  });
  return { ...image, snapshots: snapshotsOf(available) };
}

/** Between two signs of life, in milliseconds. */
const interval = 120_000;

function everyMinutes({ host }: BuildContext, tell: (waited: string) => void): () => void {
  const began = host.now().getTime();
  let told = began;
  return () => {
    const now = host.now().getTime();
    if (now - told < interval) return;
    told = now;
    tell(formatDuration(now - began));
  };
}

const endOf = ({ State, StateReason }: Image): string =>
  StateReason?.Message ? `its state is ${State}: ${StateReason.Message}` : `its state is ${State}`;
