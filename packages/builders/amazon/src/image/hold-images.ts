import { type Aws, isAwsError, mayBeMade, onceKnown, ownImages, sideBySide } from "@ingot/client-aws";
import type { Acquired, AcquireOptions, BuildContext } from "@ingot/core/plugin";
import { untilSeen } from "../until-seen.js";
import { describePlaces, type ImagePlace, type MadeImage } from "./made-image.js";
import { type OwnedImage, removeOwned, searchFor } from "./remove-images.js";

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
  /** The records, by id. */
  readonly made: Map<string, Acquired<void>>;
  /** Ids of what has been removed. */
  readonly gone: Set<string>;
}

/** None of them yet. `token` is in the tags of all that will be made. */
export function holdImages(token: string, aws: Aws, run: BuildContext): HeldImages {
  const holding: Holding = { aws, token, run, made: new Map(), gone: new Set() };
  return {
    make: (place, ask) => make(place, ask, holding),
    remove: async (image) => holding.made.get(image.id)?.release(),
    finish: async (images) => {
      const finished = await hold(images, () => images, holding);
      const keep = async () => {
        for (const each of [...holding.made.values(), finished]) await each.keep(); // the last decides
      };
      return { keep };
    },
  };
}

function hold<T = void>(
  recorded: readonly OwnedImage[],
  owned: () => readonly OwnedImage[],
  holding: Holding,
  create?: () => Promise<T>,
  options: AcquireOptions<T> = {},
): Promise<Acquired<T>> {
  const handle = { access: holding.aws.access, images: recorded.map(recordOf) };
  return holding.run.acquire(
    { kind: "aws.image", description: describePlaces(recorded), handle },
    create ?? (async () => undefined as T),
    () => removeAll(owned(), holding),
    options,
  );
}

const recordOf = ({ region, name, token, id, snapshots }: OwnedImage) => ({
  region,
  name,
  ...(id === undefined ? { token: token ?? "" } : { id, snapshots: snapshots ?? [] }),
});

/**
 * No AMI has an id before it is there: until its id is on record, the journal has its name and its tags, and does not say that it is
 * there. So `clean` knows for which ones it must be patient.
 */
async function make(place: ImagePlace, ask: () => Promise<string | undefined>, holding: Holding): Promise<MadeImage> {
  const asked: OwnedImage = { ...place, token: holding.token };
  const owing: Owing = { owned: [asked] };
  const asking = await hold(
    [asked],
    () => owing.owned,
    holding,
    () => settled(createImage(ask, asked, owing, holding)),
    { isThere: ({ status }) => status === "fulfilled" },
  );
  if (asking.value.status === "fulfilled") {
    await asking.keep();
    return asking.value.value;
  }
  const { reason } = asking.value;
  if (!mayBeMade(reason)) {
    owing.owned = [];
    await asking.release();
  }
  throw reason;
}

/** What a call has left to its record: it may be there, and has no record by its id yet. */
interface Owing {
  owned: readonly OwnedImage[];
}

async function createImage(
  ask: () => Promise<string | undefined>,
  asked: OwnedImage,
  owing: Owing,
  holding: Holding,
): Promise<MadeImage> {
  const { region, name } = asked;
  const id = (await onceKnown(ask, holding.run).catch((error) => idOfEarlierTry(error, asked, holding)))!;
  const image: MadeImage = { region, name, id, snapshots: [] };
  owing.owned = [image];
  holding.made.set(id, await hold([image], () => [image], holding));
  owing.owned = [];
  return image;
}

/** What may have been made by a call that failed is for the build to remove, and no failure of the journal's. */
const settled = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> => (await Promise.allSettled([work]))[0]!;

/** A call whose answer got lost is made again, and the second time finds the name taken: by the first. */
async function idOfEarlierTry(error: unknown, asked: OwnedImage, { aws, run }: Holding): Promise<string> {
  const isTaken = isAwsError(error, "InvalidAMIName.Duplicate");
  const [own] = isTaken ? await ownImages(searchFor(asked, run.runId), aws) : [];
  if (own?.ImageId === undefined) throw error;
  return own.ImageId;
}

/** How often to look for what may be on its way. */
const looks = 5;

async function removeAll(owned: readonly OwnedImage[], { aws, run, gone }: Holding): Promise<void> {
  const left = owned.filter(({ id }) => id === undefined || !gone.has(id));
  if (left.length > 0) run.say(`Deregistering ${describePlaces(left)}, and deleting its snapshots...`);
  await sideBySide(left, async (image) => {
    await untilSeen(looks, run, () => removeOwned(image, run.runId, { aws, run }));
    if (image.id !== undefined) gone.add(image.id);
  });
}
