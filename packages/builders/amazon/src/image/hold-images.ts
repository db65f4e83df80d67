import { type Aws, isAwsError, mayBeMade } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";
import { onceKnown } from "../once-known.js";
import { untilSeen } from "../until-seen.js";
import { describePlaces, type ImagePlace, type MadeImage } from "./made-image.js";
import { findOwned, type OwnedImage, removeOwned } from "./remove-images.js";
import { sideBySide } from "./side-by-side.js";

/** The AMIs of a build while it makes them: unless they are kept, all go with it, whatever has become of the calls that make them. */
export interface HeldImages {
  /** Has Amazon make one. An answer that got lost is found out. */
  make(place: ImagePlace, ask: () => Promise<string | undefined>): Promise<MadeImage>;
  /** Removes one that the build needs no more. */
  remove(image: MadeImage): Promise<void>;
  /** From here on they are known by their ids, and need no tag to be found. */
  finish(images: readonly MadeImage[]): Promise<FinishedImages>;
}

/** AMIs that lack nothing. */
export interface FinishedImages {
  /** Now they are the artifact: all of them at one moment. */
  keep(): Promise<void>;
}

interface Holding {
  readonly aws: Aws;
  /** Carried by these AMIs, and by none of another build of the run. */
  readonly token: string;
  readonly run: BuildContext;
  /** What is there, and what was asked for and may be. */
  readonly owned: Set<OwnedImage>;
}

const kind = "aws.image";

/** Registers `places` before the first call, since no AMI has an id before it is there. */
export async function holdImages(
  places: readonly ImagePlace[],
  token: string,
  aws: Aws,
  run: BuildContext,
): Promise<HeldImages> {
  const holding: Holding = { aws, token, run, owned: new Set() };
  const handle = { access: aws.access, images: places.map(({ region, name }) => ({ region, name, token })) };
  const acquired = await run.acquire(
    { kind, description: describePlaces(places), handle },
    async () => {},
    () => removeAll([...holding.owned], holding),
  );
  return {
    make: (place, ask) => make(place, ask, holding),
    remove: async (image) => {
      await removeOwned(image, run.runId, { aws, run });
      holding.owned.delete(image);
    },
    finish: async (images) => {
      const finished = await holdFinished(images, holding);
      holding.owned.clear();
      return {
        keep: async () => {
          await acquired.keep();
          await finished.keep();
        },
      };
    },
  };
}

const holdFinished = (images: readonly MadeImage[], holding: Holding) => {
  const handle = {
    access: holding.aws.access,
    images: images.map(({ region, name, id, snapshots }) => ({ region, name, id, snapshots })),
  };
  return holding.run.acquire(
    { kind, description: describePlaces(images), handle },
    async () => {},
    () => removeAll(images, holding),
  );
};

async function make(place: ImagePlace, ask: () => Promise<string | undefined>, holding: Holding): Promise<MadeImage> {
  const doubtful = { ...place, token: holding.token };
  holding.owned.add(doubtful);
  try {
    const id = (await onceKnown(ask, holding.run).catch((error) => idOfEarlierTry(error, doubtful, holding)))!;
    const image = { ...place, id, snapshots: [] };
    holding.owned.add(image).delete(doubtful);
    return image;
  } catch (error) {
    if (!mayBeMade(error)) holding.owned.delete(doubtful);
    throw error;
  }
}

/** A call whose answer got lost is made again, and the second time finds the name taken: by the first. */
async function idOfEarlierTry(error: unknown, asked: OwnedImage, { aws, run }: Holding): Promise<string> {
  const [own] = isAwsError(error, "InvalidAMIName.Duplicate") ? await findOwned(asked, run.runId, { aws, run }) : [];
  if (own?.ImageId === undefined) throw error;
  return own.ImageId;
}

/** How often to look for what may be on its way. */
const looks = 5;

async function removeAll(owned: readonly OwnedImage[], { aws, run }: Holding): Promise<void> {
  if (owned.length > 0) run.say(`Deregistering ${describePlaces(owned)}, and deleting its snapshots...`);
  await sideBySide(owned, (image) => untilSeen(looks, run, () => removeOwned(image, run.runId, { aws, run })));
}
