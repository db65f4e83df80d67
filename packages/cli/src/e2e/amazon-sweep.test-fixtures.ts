import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Host, nodeHost } from "@ingot/core";
import { type AwsCall, type AwsFault, type AwsProxy, type AwsThing, type FaultRule, textAt } from "@ingot/testing";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { imagesIn, keysOf, newAccount, regions } from "./amazon.test-fixtures.js";
import type { Amazon } from "./amazon-suite.test-fixtures.js";
import { otherFiles, put, type SweptBuild, sweptBuilds } from "./amazon-sweep-builds.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

/** One call of a build: the nth of its action in its region. */
export interface Point {
  readonly action: string;
  readonly region: string;
  readonly nth: number;
  readonly mutating: boolean;
  /** Whether the call before it was mutating. */
  readonly followsChange: boolean;
}

export const titleOf = ({ action, region, nth }: Point): string => `${action} in ${region}, call ${nth}`;

/** Every call of a recorded build. Of looks that repeat until something is so, the first ones are enough. */
export function pointsOf(calls: readonly AwsCall[]): readonly Point[] {
  const seen = new Map<string, number>();
  const points = calls.map(({ service, action, region, mutating }, at) => {
    const key = `${service}:${action} ${region}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return {
      action: `${service}:${action}`,
      region,
      nth: seen.get(key)!,
      mutating,
      followsChange: calls[at - 1]?.mutating === true,
    };
  });
  return points.filter(({ mutating, nth }) => mutating || nth <= 2);
}

/** The last lines of an output, which say how it ended. */
export const endOf = (text: string): string => text.split("\n").slice(-20).join("\n");

const groupSize = 12;

/** All points, a few for each build: none of the same action in the same region, since a second try would be counted as the next call. */
export function groupsOf(points: readonly Point[]): readonly (readonly Point[])[] {
  const groups: Point[][] = [];
  for (const point of points) {
    const takes = (group: readonly Point[]) =>
      group.length < groupSize && group.every((each) => each.action !== point.action || each.region !== point.region);
    const group = groups.find(takes);
    if (group) group.push(point);
    else groups.push([point]);
  }
  return groups;
}

export const ruleAt = ({ action, region, nth }: Point, fault: AwsFault, times = 1): FaultRule => ({
  ...{ action, region, from: nth, times, fault },
});

/** What a build does when nothing befalls it. */
export interface Recorded {
  readonly points: readonly Point[];
  readonly whole: Found;
}

export async function record(amazon: Amazon, swept: SweptBuild): Promise<Recorded> {
  await using scene = await openScene(amazon, swept);
  const { code, said } = await scene.build();
  expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
  expect(kindsOf(await scene.things())).toEqual(swept.makes);
  const points = pointsOf(scene.proxy.calls);
  expect(points.filter(({ mutating }) => mutating).length).toBeGreaterThanOrEqual(swept.changes);
  return { points, whole: await found(scene.proxy) };
}

/** A folder, an account and a host in which a build runs within this process, and no time passes while it waits. */
export interface Scene extends AsyncDisposable {
  readonly place: Workplace;
  readonly proxy: AwsProxy;
  /** What there is, but for the bucket, which is the user's own. */
  things(): Promise<readonly AwsThing[]>;
  build(signal?: AbortSignal): Promise<Ran>;
  clean(): Promise<Ran>;
  /** From now on no fault befalls anything. */
  calm(): void;
}

export interface Ran {
  readonly code: number;
  readonly said: string;
}

export interface SceneOptions {
  readonly rules?: readonly FaultRule[];
  /** Another scene, in whose folder and account this one is. */
  readonly beside?: Scene;
}

export async function openScene(
  amazon: Amazon,
  { file, mends }: SweptBuild,
  { rules = [], beside }: SceneOptions = {},
): Promise<Scene> {
  let isCalm = false;
  const until = ({ fault, ...rule }: FaultRule): FaultRule => ({
    ...rule,
    fault: async (call, amazon) => (isCalm ? await amazon() : await fault(call, amazon)),
  });
  const proxy = await newAccount(amazon.moto, {
    rules: rules.map(until),
    authorizedKeys: keysOf(amazon.sshd),
    ...(mends && { mends }),
    ...(beside && { account: beside.proxy.account }),
  });
  const place = beside?.place ?? (await furnish(amazon, proxy));
  const host = hostIn(place, proxy);
  const run = async (argv: readonly string[], signal = new AbortController().signal) => {
    const terminal = recordedTerminal();
    const code = await main({ argv, host, terminal, signal });
    return { code, said: terminal.written.out + terminal.written.err };
  };
  return {
    place,
    proxy,
    things: () => thingsOf(proxy, beside ? regions : regionsOf(proxy)),
    build: (signal) => run(["build", file], signal),
    clean: () => run(["clean"]),
    calm: () => {
      isCalm = true;
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      if (!beside) place[Symbol.dispose]();
    },
  };
}

/** A folder with all that is swept, and a bucket. */
async function furnish({ moto, sshd }: Amazon, { account, ask }: AwsProxy): Promise<Workplace> {
  await put(moto, account);
  const group = textAt(await ask("ec2", "us-east-1", "DescribeSecurityGroups"), "securityGroupInfo/item/groupId")!;
  const templates = sweptBuilds.map(({ file, template }) => [file, template({ moto, sshd, account, group })]);
  return workplace({ ...otherFiles, ...Object.fromEntries(templates) });
}

function hostIn(place: Workplace, proxy: AwsProxy): Host {
  const env = { PATH: process.env.PATH, HOME: place.path("home"), ...proxy.env };
  const host = nodeHost({ cwd: place.directory, env, tempDirectory: place.path("tmp") });
  return { ...host, ...clockWithoutWaiting(host) };
}

/**
 * Who waits to look or try again wakes at once, and then it is so much later; who waits beside him wakes at his own time. Waits of three
 * seconds and more are for others' work, which takes the time that it takes.
 */
function clockWithoutWaiting(host: Host): Pick<Host, "now" | "sleep"> {
  let ahead = 0;
  return {
    now: () => new Date(host.now().getTime() + ahead),
    sleep: async (milliseconds, signal) => {
      if (milliseconds >= 3000) return await host.sleep(milliseconds, signal);
      const wake = ahead + milliseconds;
      await host.sleep(1, signal);
      ahead = Math.max(ahead, wake);
    },
  };
}

/** Goes through the points in several lanes at once, and gives what each complains of. */
export async function inLanes<T>(
  count: number,
  points: readonly T[],
  work: (point: T) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const rest = [...points];
  const complaints: string[] = [];
  const lane = async () => {
    for (let point = rest.shift(); point !== undefined; point = rest.shift()) complaints.push(...(await work(point)));
  };
  await Promise.all(Array.from({ length: count }, lane));
  return complaints;
}

/** What of the secrets, the keys of the environment among them, stands in the texts, or in a file of the folder. */
export function leaksIn(
  { place, proxy }: Pick<Scene, "place" | "proxy">,
  secrets: readonly string[],
  ...texts: readonly string[]
): readonly string[] {
  const all = [...texts, allText(place.directory)].join("\n");
  const known = [...secrets, proxy.env.AWS_SECRET_ACCESS_KEY!, "PRIVATE KEY-----"];
  return known.filter((secret) => all.includes(secret)).map((secret) => `it tells ${secret.slice(0, 4)}…`);
}

/** Of files: who reads a pipe waits for its writer. */
function allText(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1")).join("\n");
}

/** What is there: images with all that a user could care for, and whatever else. */
export interface Found {
  readonly images: readonly object[];
  readonly rest: readonly string[];
}

export const kindsOf = (things: readonly AwsThing[]): readonly string[] =>
  things.map(({ kind, region }) => `${kind} ${region}`.trim()).sort();

/** Where something was asked for: elsewhere nothing can be. */
const regionsOf = ({ calls }: AwsProxy) => regions.filter((region) => calls.some((call) => call.region === region));

const thingsOf = async (proxy: AwsProxy, regions: readonly string[]): Promise<readonly AwsThing[]> =>
  (await proxy.inventory(regions)).filter(({ kind }) => kind !== "s3-bucket");

export async function found(proxy: AwsProxy): Promise<Found> {
  const things = await thingsOf(proxy, regionsOf(proxy));
  const rest = kindsOf(things.filter(({ kind }) => kind !== "image"));
  return { images: await imagesIn(things, proxy), rest };
}

export const nothing: Found = { images: [], rest: [] };

export const difference = (seen: object, wanted: object): readonly string[] =>
  JSON.stringify(seen) === JSON.stringify(wanted) ? [] : [`there is ${JSON.stringify(seen)}`];

/** Either the images are whole and kept, or nothing is left. */
export async function cleanLater(scene: Scene, whole: Found): Promise<readonly string[]> {
  scene.calm();
  const { code, said } = await scene.clean();
  const seen = await found(scene.proxy);
  const wrong = difference(seen, whole).length > 0 ? difference(seen, nothing) : [];
  return [...(code === 0 ? [] : [`clean fails: ${said}`]), ...wrong];
}
