import type { Image, ImportImageTask, Instance, Snapshot, Volume } from "@aws-sdk/client-ec2";

/** What somebody waits for, of one thing. */
export interface WatchOptions<T> {
  /** Default: the own one. */
  readonly region?: string;
  /** For messages, after "waiting for": "instance i-1 to become ready". */
  readonly what: string;
  /** Milliseconds. What the user says of polling counts more. */
  readonly timeout: number;
  /** For how long it may be unknown, since what was just made is not known everywhere at once, in milliseconds. Default: a minute. */
  readonly mayBeAbsent?: number;
  /** Whether this is what was waited for. */
  until(thing: T): boolean;
  /** Why it will never be, once that is certain. */
  fails?(thing: T): string | undefined;
  /** Called after each look at a thing that is still on its way. */
  onProgress?(thing: T): void;
}

/** Waits until `until`. Throws AWS_STATE, AWS_TIMEOUT, or what a look that is refused throws. */
export interface Watch<T> {
  (id: string, options: WatchOptions<T>): Promise<T>;
  /** A thing that is not there (any more) is what was waited for: then undefined. */
  (id: string, options: WatchOptions<T> & { readonly absentMeansDone: true }): Promise<T | undefined>;
}

/** Waits for states of things. All who wait in a process look together, with one request for all. */
export interface AwsWatch {
  readonly instance: Watch<Instance>;
  readonly image: Watch<Image>;
  readonly snapshot: Watch<Snapshot>;
  readonly volume: Watch<Volume>;
  readonly importImageTask: Watch<ImportImageTask>;
}
