import {
  type AwsFault,
  canMiss,
  deny,
  dropAfter,
  dropBefore,
  notYet,
  serverError,
  slow,
  throttle,
} from "@ingot/testing";
import { atAmazon } from "./amazon-suite.test-fixtures.js";
import {
  cleanLater,
  difference,
  endOf,
  type Found,
  found,
  groupsOf,
  inLanes,
  leaksIn,
  nothing,
  openScene,
  type Point,
  type Ran,
  type Recorded,
  record,
  ruleAt,
  type Scene,
  titleOf,
} from "./amazon-sweep.test-fixtures.js";
import { sweptBuilds } from "./amazon-sweep-builds.test-fixtures.js";

jest.setTimeout(600_000);

const lanes = 4;

const passing: Readonly<Record<string, AwsFault>> = {
  throttled: throttle,
  "with an internal error": serverError,
  "dropped before it is seen": dropBefore,
  "dropped when it is done": dropAfter,
  "answered late": slow(100),
  "of what is not there yet": notYet,
};

atAmazon("at Amazon", (amazon) => {
  describe.each(sweptBuilds.map((swept) => [swept.what, swept] as const))("%s is made", (_what, swept) => {
    let { points, whole }: Recorded = { points: [], whole: nothing };

    beforeAll(async () => {
      ({ points, whole } = await record(amazon, swept));
    });

    const open = (...rules: Readonly<Parameters<typeof ruleAt>>[]) =>
      openScene(amazon, swept, { rules: rules.map((rule) => ruleAt(...rule)) });

    test.each(Object.entries(passing))("although each of its calls is once %s", async (name, fault) => {
      const concerned = name.endsWith("yet") ? mayMiss(points) : points;
      const complaints = await inLanes(lanes, groupsOf(concerned), async (group) => {
        await using scene = await open(...group.map((point) => [point, fault] as const));
        const { code, said } = await scene.build();
        const complaint = [...difference(await found(scene.proxy), whole), ...leaksIn(scene, [], said)];
        const titles = group.map(titleOf).join(", ");
        return code === 0 && complaint.length === 0 ? [] : [`${titles}: ${complaint.join("; ")}\n${endOf(said)}`];
      });
      expect(complaints).toEqual([]);
    });

    test("or, denied from any one of its calls on, says so clearly and leaves nothing, or nothing that clean does not find", async () => {
      const complaints = await inLanes(lanes, points, async (point) => {
        await using scene = await open([point, deny, Number.POSITIVE_INFINITY]);
        const ran = await scene.build();
        const complaint = [...(await judge(scene, point, ran, whole)), ...leaksIn(scene, [], ran.said)];
        return complaint.length === 0 ? [] : [`${titleOf(point)}: ${complaint.join("; ")}\n${endOf(ran.said)}`];
      });
      expect(complaints).toEqual([]);
    });
  });
});

/** What a policy may leave out: the build is none the worse for it. */
const harmless = new Set(["ec2:DeleteTags", "s3:ListMultipartUploads"]);

/** What there is, with the run's tag taken off: what told whose it was. */
async function withoutRun({ proxy }: Scene): Promise<Found> {
  const text = JSON.stringify(await found(proxy));
  return JSON.parse(text.replace(/"ingot:(?:run|image)(?:":"|=)[0-9a-f]+",?/g, "").replace(/,(?=[\]}])/g, ""));
}

/** Something could not be taken away: the images are whole, and what is left is told, and owed to `clean`. */
const isOwed = (said: string) => said.includes('Run "ingot clean" to try again.');

/** What is said when what a call has made is taken away again. */
const takenAway: Readonly<Record<string, string>> = {
  CreateKeyPair: "Deleting temporary keypair...",
  CreateSecurityGroup: "Deleting temporary security group...",
  CreateInstanceProfile: "Deleting temporary instance profile...",
  CreateLaunchTemplate: "Deleting launch template...",
  CreateFleet: "Terminating the source AWS instance...",
  RunInstances: "Terminating the source AWS instance...",
  CreateSnapshot: "Deleting snapshot snap-",
  CreateImage: "Deregistering AMI ",
  RegisterImage: "Deregistering AMI ",
  CopyImage: "Deregistering ",
  CompleteMultipartUpload: "Deleting s3://",
  ImportImage: "Ending the import import-ami-",
};

/** Of all that was made before. */
const untold = ({ proxy }: Scene, point: Point, said: string): readonly string[] =>
  proxy.calls
    .filter(({ service, action, mutating }) => mutating && `${service}:${action}` !== point.action)
    .flatMap(({ action }) => takenAway[action] ?? [])
    .filter((text) => !said.includes(text))
    .map((text) => `it does not say ${text}`);

/** Calls that are about no thing but the region. */
const aboutNothing = new Set(["sts:GetCallerIdentity", "ec2:DescribeRegions"]);

/** Names, in a call as it came: neither those of tags and filters, nor of what a thing is attached as. */
const naming = /^(?!.*(?:Tag|DeviceName|Filter\.\d+\.Name)).*(?:Id|Name|Value|Bucket)(?:\.\d+)?$/;

/** Whether one line says what was to be done, to what and where, and what Amazon said. */
function isClear({ proxy }: Scene, { action, region }: Point, said: string): boolean {
  const calls = proxy.calls.filter((call) => `${call.service}:${call.action}` === action && call.region === region);
  const names = calls.flatMap(({ params }) =>
    Object.entries(params).flatMap((each) => (naming.test(each[0]) ? each[1] : [])),
  );
  const code = action.startsWith("ec2:") ? "UnauthorizedOperation" : "AccessDenied";
  const refusal = new RegExp(
    `Cannot (.*) in ${region}: ${action} was refused: ${code}: .* \\(request [0-9a-f-]{36}\\)`,
    "g",
  );
  const told = [...said.matchAll(refusal)].map(([, deed]) => deed!);
  return told.some((deed) => aboutNothing.has(action) || names.some((name) => deed.includes(name)));
}

async function judge(scene: Scene, point: Point, { code, said }: Ran, whole: Found): Promise<readonly string[]> {
  if (code === 0 && harmless.has(point.action)) return difference(await withoutRun(scene), whole);
  const missing = isClear(scene, point, said) ? [] : ["it does not say what failed"];
  if (isOwed(said)) return [...missing, ...(await cleanLater(scene, whole))];
  if (code === 0) return [...missing, "it succeeds"];
  return [...missing, ...untold(scene, point, said), ...difference(await found(scene.proxy), nothing)];
}

/** What is looked for before a build makes anything has been there for long. */
const mayMiss = (points: readonly Point[]): readonly Point[] =>
  points.slice(points.findIndex(({ mutating }) => mutating)).filter(({ action }) => {
    const [service = "", name = ""] = action.split(":");
    return canMiss({ service, action: name, region: "", params: {}, mutating: true });
  });
