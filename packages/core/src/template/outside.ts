import { createReadings, type Reading, type Readings, type RemoteSystem, type RemoteValues } from "@ingot/hcl";
import type { LoadOptions } from "../engine-api.js";
import type { ReadEvent } from "../events.js";
import type { Host } from "../host.js";
import type { ReadContext } from "../plugin.js";
import type { Registry } from "../registry.js";
import { withGrace } from "../run/deadline.js";
import { defaultTuning } from "../run/run-tuning.js";

/** What one template gets from outside: by data sources, and by functions such as `vault`. */
export interface Outside {
  readonly readings: Readings;
  /** What ends all reading. */
  readonly signal: AbortSignal | undefined;
  /** For `vault` and its like. */
  readonly remote: RemoteValues;
  /** Texts that all output must hide. More are added while values come. */
  readonly secrets: ReadonlySet<string>;
  /** Something was asked for that is not read, because nothing is: a template that cannot be run. */
  readonly isUnread: boolean;
  /** How the read called `name` ended; undefined while it has not. Each is done once. `name` tells no value. */
  read<T>(key: string, name: string, work: (context: ReadContext) => Promise<T>): Reading<T> | undefined;
  hide(secret: string): void;
  /** From now on nothing is read. */
  stop(): void;
}

export interface OutsideContext {
  readonly host: Host;
  readonly registry: Registry;
}

type OutsideOptions = Pick<LoadOptions, "signal" | "skipReading" | "onRead">;

export function createOutside(options: OutsideOptions, { host, registry }: OutsideContext): Outside {
  const { signal, skipReading = false, onRead } = options;
  const readings = createReadings({ signal });
  const secrets = new Set<string>();
  const hide = (secret: string) => void secrets.add(secret);
  let isStopped = false;
  let isUnread = false;
  const stop = () => {
    isStopped = true;
    readings.stop();
  };
  if (skipReading) stop();
  const tell = (event: ReadEvent) => tellSafely(onRead, event);
  const read: Outside["read"] = (key, name, work) => {
    const begin = (signal: AbortSignal) =>
      timedRead(host, name, tell, () => withGrace(host, signal, defaultTuning.grace, work({ signal, host, hide })));
    const reading = readings.get(key, begin);
    isUnread ||= isStopped && !reading;
    return reading;
  };
  return {
    readings,
    signal,
    secrets,
    get isUnread() {
      return isUnread;
    },
    remote: { read: (system, name) => readStore(registry, read, system, name), onValue: hide },
    read,
    hide,
    stop,
  };
}

function tellSafely(onRead: LoadOptions["onRead"], event: ReadEvent): void {
  try {
    onRead?.(event);
  } catch {
    // a fault of the listener's, which must not become one of the template's
  }
}

async function timedRead<T>(
  host: Host,
  name: string,
  tell: (event: ReadEvent) => void,
  work: () => Promise<T>,
): Promise<T> {
  const began = host.now();
  const finish = (ok: boolean) => {
    const time = host.now();
    tell({ v: 1, type: "read-finished", time: time.toISOString(), name, ms: time.getTime() - began.getTime(), ok });
  };
  tell({ v: 1, type: "read-started", time: began.toISOString(), name });
  const ended = new AbortController();
  const wait = () => tell({ v: 1, type: "read-waiting", time: host.now().toISOString(), name });
  host.sleep(aMoment, ended.signal).then(wait, () => {});
  try {
    const result = await work();
    finish(true);
    return result;
  } catch (error) {
    finish(false);
    throw error;
  } finally {
    ended.abort();
  }
}

/** In milliseconds: longer than this, people wonder what is going on. */
const aMoment = 1_000;

/** The functions by which templates ask the systems. */
const functionNames: Readonly<Record<RemoteSystem, string>> = {
  vault: "vault()",
  consul: "consul_key()",
  "aws-secretsmanager": "aws_secretsmanager()",
};

function readStore(
  registry: Registry,
  read: Outside["read"],
  system: RemoteSystem,
  name: string,
): { readonly content: unknown } | undefined {
  if (!registry.has("value-store", system)) throw new Error("no client for it was given to this engine");
  const reading = read(`${system} ${name}`, functionNames[system], async (context) => {
    const store = await registry.load("value-store", system);
    return store.read(name, context);
  });
  if (reading && !reading.ok) throw reading.error;
  return reading && { content: reading.value };
}
