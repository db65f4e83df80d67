import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Host, nodeHost } from "@ingot/core";
import {
  type AwsCall,
  type AwsFault,
  type AwsProxy,
  type FaultRule,
  type Moto,
  motoImages,
  type Sshd,
} from "@ingot/testing";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { imagesOf, keysOf, newAccount, regions } from "./amazon.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

/** One call of a build: the nth of its action in its region. */
export interface Point {
  readonly action: string;
  readonly region: string;
  readonly nth: number;
  readonly mutating: boolean;
}

export const titleOf = ({ action, region, nth }: Point): string => `${action} in ${region}, call ${nth}`;

/** Every call of a recorded build. Of looks that repeat until something is so, the first ones are enough. */
export function pointsOf(calls: readonly AwsCall[]): readonly Point[] {
  const seen = new Map<string, number>();
  const points = calls.map(({ service, action, region, mutating }) => {
    const key = `${service}:${action} ${region}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return { action: `${service}:${action}`, region, nth: seen.get(key)!, mutating };
  });
  return points.filter(({ mutating, nth }) => mutating || nth <= 2);
}

/** The last lines of an output, which say how it ended. */
export const endOf = (text: string): string => text.split("\n").slice(-20).join("\n");

const groupSize = 6;

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

/** A folder, an account and a host in which builds run within this process, and no time passes while they wait. */
export interface Scene extends AsyncDisposable {
  readonly place: Workplace;
  readonly proxy: AwsProxy;
  run(argv: readonly string[], signal?: AbortSignal): Promise<Ran>;
  /** From now on no fault befalls anything. */
  calm(): void;
}

export interface Ran {
  readonly code: number;
  readonly said: string;
}

/** With rules of its own; `beside` another, in its folder and account. */
export async function openScene(
  moto: Moto,
  sshd: Sshd,
  files: Readonly<Record<string, string>>,
  rules: readonly FaultRule[] = [],
  beside?: Scene,
): Promise<Scene> {
  const place = beside?.place ?? workplace(files);
  let isCalm = false;
  const until = ({ fault, ...rule }: FaultRule): FaultRule => ({
    ...rule,
    fault: async (call, amazon) => (isCalm ? await amazon() : await fault(call, amazon)),
  });
  const options = { rules: rules.map(until), authorizedKeys: keysOf(sshd) };
  const account = beside && { account: beside.proxy.account };
  const proxy = await newAccount(moto, { ...options, ...account });
  const host = hostIn(place, proxy);
  return {
    place,
    proxy,
    run: async (argv, signal = new AbortController().signal) => {
      const terminal = recordedTerminal();
      const code = await main({ argv, host, terminal, signal });
      return { code, said: terminal.written.out + terminal.written.err };
    },
    calm: () => {
      isCalm = true;
    },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      if (!beside) place[Symbol.dispose]();
    },
  };
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

/** Everything temporary, copies, tags, sharing, and a second volume. */
export const wholeBuild = (port: number): string => `
variable "name" { default = "image of a test" }
source "amazon-ebs" "x" {
  region          = "us-east-1"
  source_ami      = "${motoImages.ubuntu}"
  instance_type   = "t2.micro"
  ssh_username    = "root"
  ssh_host        = "127.0.0.1"
  ssh_port        = ${port}
  ami_name        = var.name
  ami_description = "made of {{ .SourceAMI }}"
  ami_regions     = ["us-west-2", "eu-west-1"]
  ami_users       = ["111111111111"]
  snapshot_users  = ["111111111111"]
  deprecate_at    = "2099-01-01T00:00:00Z"
  tags            = { Base = "{{ .SourceAMI }}" }
  snapshot_tags   = { Of = "{{ .SourceAMI }}" }
  launch_block_device_mappings {
    device_name           = "/dev/sdf"
    volume_size           = 7
    delete_on_termination = true
  }
  temporary_iam_instance_profile_policy_document {
    Version = "2012-10-17"
    Statement {
      Action   = ["s3:GetObject"]
      Effect   = "Allow"
      Resource = ["*"]
    }
  }
}
build {
  sources = ["source.amazon-ebs.x"]
  provisioner "shell" { inline = ["echo hello"] }
}
`;

/** What is there: images with all that a user could care for, and whatever else. */
export interface Found {
  readonly images: readonly object[];
  readonly rest: readonly string[];
}

export async function found(proxy: AwsProxy): Promise<Found> {
  const rest = (await proxy.inventory(regions)).filter(({ kind }) => kind !== "image");
  return { images: await imagesOf(proxy), rest: rest.map(({ kind, region }) => `${kind} ${region}`).sort() };
}

export const nothing: Found = { images: [], rest: [] };

export const difference = (seen: object, wanted: object): readonly string[] =>
  JSON.stringify(seen) === JSON.stringify(wanted) ? [] : [`there is ${JSON.stringify(seen)}`];

/** Either the images are whole and kept, or nothing is left. */
export async function cleanLater(scene: Scene, whole: Found): Promise<readonly string[]> {
  scene.calm();
  const { code, said } = await scene.run(["clean"]);
  const seen = await found(scene.proxy);
  const wrong = difference(seen, whole).length > 0 ? difference(seen, nothing) : [];
  return [...(code === 0 ? [] : [`clean fails: ${said}`]), ...wrong];
}
