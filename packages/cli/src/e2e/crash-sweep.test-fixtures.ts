import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ingot } from "./in-process.test-fixtures.js";
import { bin, type Running, type Workplace } from "./ingot.test-fixtures.js";

const preload = join(__dirname, "crash-at-record.test-fixtures.cjs");

function startFollowed(place: Workplace, template: string, variables: Readonly<Record<string, string>>): Running {
  const env = { NODE_OPTIONS: `--require ${preload}`, ...variables };
  return place.start(process.execPath, [bin, "build", "-force", template], env);
}

/** Builds it whole; returns the number of records that its journal had. */
export async function countRecords(place: Workplace, template: string): Promise<number> {
  const { code, out, err } = await startFollowed(place, template, { INGOT_CRASH_COUNT: place.path("records") }).ended;
  expect({ code, out: code === 0 ? "" : out, err }).toEqual({ code: 0, out: "", err: "" });
  return Number(place.read("records"));
}

/** Kills the build at that moment, for which see `crash-at-record.test-fixtures.cjs`. */
export async function crashAt(place: Workplace, template: string, moment: string): Promise<void> {
  const { signal, out, err } = await startFollowed(place, template, { INGOT_CRASH_AT: moment }).ended;
  expect({ moment, signal, out: signal ? "" : out, err }).toEqual({ moment, signal: "SIGKILL", out: "", err: "" });
}

/** All moments at which a process can be killed that writes so many records. */
export const momentsOf = (records: number): readonly string[] =>
  Array.from({ length: records }, (_, at) => [`torn ${at + 1}`, `after ${at + 1}`]).flat();

const laneCount = 4;

/**
 * Goes through the moments in several places at once, since most of the time goes by with waiting for the engine and for the disk. Each lane's
 * work has a place of its own, and everything that it looks at is its own too.
 */
export async function inLanes(
  moments: readonly string[],
  work: (moments: readonly string[]) => Promise<void>,
): Promise<void> {
  const lanes = Array.from({ length: laneCount }, (_, lane) =>
    moments.filter((_moment, at) => at % laneCount === lane),
  );
  const ended = await Promise.allSettled(lanes.map(work));
  for (const lane of ended) if (lane.status === "rejected") throw lane.reason;
}

export const namesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
};

/** The journal that is there beside those of `known` runs; undefined where there is none. */
export function newJournal(place: Workplace, known: readonly string[]): { runId: string; text: string } | undefined {
  const name = namesIn(place.journals).find((each) => !known.includes(each));
  return name === undefined
    ? undefined
    : { runId: name.slice(0, 32), text: readFileSync(join(place.journals, name), "utf8") };
}

/** The mounts of this machine that have to do with `text`. */
export const mountsWith = (text: string): readonly string[] =>
  readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .filter((line) => line.includes(text));

/** The names of the engine's containers that hold `text`. */
export async function containersWith(place: Workplace, text: string): Promise<readonly string[]> {
  const { out } = await place.run("docker", "ps", "--all", "--format", "{{.Names}} {{.State}}");
  return out.split("\n").filter((line) => line.includes(text));
}

/** The engine's images with that label. */
export async function imagesLabelled(place: Workplace, label: string): Promise<readonly string[]> {
  const { out } = await place.run("docker", "images", "--quiet", "--no-trunc", "--filter", `label=${label}`);
  return [...new Set(out.split("\n").filter(Boolean))];
}

/** `ingot clean`, which must succeed and complain of nothing. The tests' process runs it, a stranger to the crashed one. */
export async function clean(place: Workplace): Promise<{ readonly out: string }> {
  const ended = await ingot(place.directory, place.env, "clean");
  expect(ended).toMatchObject({ code: 0, err: "" });
  return ended;
}
