import type { Xml, XmlElement } from "../xml.js";
import type { AwsCall, Params } from "./aws-call.js";

/** What the proxy knows beside moto, for one account. */
export interface World {
  readonly account: string;
  /** Asks moto itself: nobody hears of it, and no fault befalls it. Rejects with moto's refusal. */
  ask(action: string, region: string, params: Params): Promise<XmlElement>;
  /** What describing a thing tells otherwise than moto would, by `placeOf`. */
  readonly overlays: Map<string, Readonly<Record<string, readonly Xml[]>>>;
  /** How often a thing is still shown as pending, by `placeOf`. */
  readonly pending: Map<string, number>;
  /** How often what was just made is shown as pending. */
  readonly pendingLooks: number;
  /** Fast launch, by image; imports, by task. */
  readonly fastLaunches: Map<string, XmlElement>;
  readonly imports: Map<string, ImportTask>;
  readonly authorizeKey: (publicKey: string) => void;
}

export interface ImportTask {
  readonly id: string;
  readonly region: string;
  readonly params: Params;
  readonly looks: number;
  readonly status: "active" | "completed" | "deleted";
  readonly imageId?: string;
  readonly snapshotId?: string;
}

/** The same id may exist in two regions: that of the images that moto has from the start. */
export const placeOf = (region: string, id: string): string => `${region}/${id}`;

/** Stands round an action of moto's, or in its place. `moto` goes on to it, with other parameters if given. */
export type Mend = (call: AwsCall, moto: (params?: Params) => Promise<XmlElement>, world: World) => Promise<XmlElement>;

/** Adds to what describing the thing tells. */
export function overlay({ overlays }: World, place: string, more: Readonly<Record<string, readonly Xml[]>>): void {
  overlays.set(place, { ...overlays.get(place), ...more });
}

/** One look at a thing that was just made; true while it is not there yet. */
export function isPending({ pending }: World, place: string): boolean {
  const left = pending.get(place) ?? 0;
  if (left > 0) pending.set(place, left - 1);
  return left > 0;
}
