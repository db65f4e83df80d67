import type { Image } from "@aws-sdk/client-ec2";
import type { Aws } from "../aws.js";
import type { WatchOptions } from "../watch/watch.js";

/** Large ones take an hour or two; `aws_polling` says otherwise. Milliseconds. */
const patience = 4 * 3_600_000;

const dead = new Set<string | undefined>(["failed", "error", "invalid", "deregistered"]);

/** Waits until the image can be used. `onLook` is called at each look, and may throw; `onProgress` where it is not ready. */
export const awaitImage = (
  { id, region }: { readonly id: string; readonly region: string },
  aws: Aws,
  { onLook, onProgress }: { onLook?(): void } & Pick<WatchOptions<Image>, "onProgress"> = {},
): Promise<Image> =>
  aws.watch.image(id, {
    region,
    what: `AMI ${id} in ${region} to become available`,
    timeout: patience,
    until: ({ State }) => {
      onLook?.();
      return State === "available";
    },
    fails: (found) => (dead.has(found.State) ? endOf(found) : undefined),
    ...(onProgress && { onProgress }),
  });

const endOf = ({ State, StateReason }: Image): string =>
  StateReason?.Message ? `its state is ${State}: ${StateReason.Message}` : `its state is ${State}`;
