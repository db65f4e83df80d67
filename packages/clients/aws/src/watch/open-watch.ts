import type { EC2 } from "@aws-sdk/client-ec2";
import { callingAs } from "../calls.js";
import type { AwsContext } from "../context.js";
import { isAwsError } from "../failure.js";
import { ec2Service } from "../sdk/services.js";
import type { Session } from "../session.js";
import { type Kind, kinds } from "./kinds.js";
import { pollingOf } from "./polling.js";
import { type Look, SharedPoll } from "./shared-poll.js";
import { waitFor } from "./wait-for.js";
import type { AwsWatch, Watch, WatchOptions } from "./watch.js";

/** The waits of one context; looks are shared with all of its session. */
export function openWatch(session: Session, context: AwsContext): AwsWatch {
  const polling = pollingOf(session.config, context.host.env);
  const watch = <T>(kind: Kind<T>): Watch<T> =>
    (async (id: string, options: WatchOptions<T> & { absentMeansDone?: true }) => {
      const poll = pollOf(kind, options.region ?? session.region, session, context);
      return waitFor(poll, kind, id, { ...options, ...polling }, context);
    }) as Watch<T>;
  return {
    instance: watch(kinds.instances),
    image: watch(kinds.images),
    snapshot: watch(kinds.snapshots),
    volume: watch(kinds.volumes),
    importImageTask: watch(kinds.importImageTasks),
  };
}

function pollOf<T>(kind: Kind<T>, region: string, session: Session, { host }: AwsContext): SharedPoll<T> {
  const key = `${kind.noun} ${region}`;
  const known = session.polls.get(key) as SharedPoll<T> | undefined; // a kind is of one type
  if (known) return known;
  const poll = new SharedPoll(lookFor(kind, region, session, host), host);
  session.polls.set(key, poll as SharedPoll<never>);
  return poll;
}

/** Looks in nobody's name: it ends when nobody waits any more. */
const lookFor =
  <T>(kind: Kind<T>, region: string, session: Session, host: AwsContext["host"]): Look<T> =>
  async (ids, signal) => {
    const ec2 = await callingAs(session, { host, signal })(ec2Service, region);
    const things = await lookAt(kind, ids, ec2, signal);
    return new Map(things.map((thing) => [kind.idOf(thing) ?? "", thing]));
  };

/** Where an unknown id fails the whole call, each of several is asked for alone. */
async function lookAt<T>(kind: Kind<T>, ids: readonly string[], ec2: EC2, signal: AbortSignal): Promise<readonly T[]> {
  try {
    return await kind.look(ec2, ids, { abortSignal: signal });
  } catch (error) {
    if (!isAwsError(error, kind.unknownCode)) throw error;
    if (ids.length === 1) return [];
    return (await Promise.all(ids.map((id) => lookAt(kind, [id], ec2, signal)))).flat();
  }
}
