import {
  type AwsFault,
  canMiss,
  deny,
  dropAfter,
  dropBefore,
  type Moto,
  notYet,
  requiresMoto,
  requiresSshd,
  type Sshd,
  serverError,
  slow,
  startMoto,
  startSshd,
  throttle,
} from "@ingot/testing";
import { regions } from "./amazon.test-fixtures.js";
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
  pointsOf,
  type Ran,
  ruleAt,
  type Scene,
  titleOf,
  wholeBuild,
} from "./amazon-sweep.test-fixtures.js";

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

requiresSshd()("with a machine to log in to", () => {
  requiresMoto()("an image of Amazon's is built", () => {
    let moto: Moto;
    let sshd: Sshd;
    let points: readonly Point[];
    let whole: Found;

    const open = (...rules: Readonly<Parameters<typeof ruleAt>>[]) =>
      openScene(
        moto,
        sshd,
        { "t.pkr.hcl": wholeBuild(sshd.port) },
        rules.map((rule) => ruleAt(...rule)),
      );
    const build = (scene: Scene, signal?: AbortSignal) => scene.run(["build", "t.pkr.hcl"], signal);

    beforeAll(async () => {
      [moto, sshd] = await Promise.all([startMoto(), startSshd()]);
      await using scene = await open();
      const { code, said } = await build(scene);
      expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
      points = pointsOf(scene.proxy.calls);
      whole = await found(scene.proxy);
    });
    afterAll(async () => {
      await Promise.all([moto?.[Symbol.asyncDispose](), sshd?.[Symbol.asyncDispose]()]);
    });

    test("without faults, and leaves nothing but images and their snapshots", () => {
      expect(whole.images).toHaveLength(3);
      expect(whole.rest).toEqual(regions.flatMap((region) => [`snapshot ${region}`, `snapshot ${region}`]).sort());
      expect(points.filter(({ mutating }) => mutating).length).toBeGreaterThan(25);
    });

    test.each(Object.entries(passing))("although each of its calls is once %s", async (name, fault) => {
      const concerned = name.endsWith("yet") ? points.filter(mayMiss) : points;
      const complaints = await inLanes(lanes, groupsOf(concerned), async (group) => {
        await using scene = await open(...group.map((point) => [point, fault] as const));
        const { code, said } = await build(scene);
        const complaint = [...difference(await found(scene.proxy), whole), ...leaksIn(scene, [], said)];
        const titles = group.map(titleOf).join(", ");
        return code === 0 && complaint.length === 0 ? [] : [`${titles}: ${complaint.join("; ")}\n${endOf(said)}`];
      });
      expect(complaints).toEqual([]);
    });

    test("or, denied from any one of its calls on, says so clearly and leaves nothing, or nothing that clean does not find", async () => {
      const complaints = await inLanes(lanes, points, async (point) => {
        await using scene = await open([point, deny, Number.POSITIVE_INFINITY]);
        const ran = await build(scene);
        const complaint = [...(await judge(scene, point, ran, whole)), ...leaksIn(scene, [], ran.said)];
        return complaint.length === 0 ? [] : [`${titleOf(point)}: ${complaint.join("; ")}\n${endOf(ran.said)}`];
      });
      expect(complaints).toEqual([]);
    });
  });
});

/** What a policy may leave out: the build is none the worse for it. */
const harmless = new Set(["ec2:DeleteTags"]);

/** What there is, with the run's tag taken off: what told whose it was. */
async function withoutRun({ proxy }: Scene): Promise<Found> {
  const text = JSON.stringify(await found(proxy));
  return JSON.parse(text.replace(/"ingot:(?:run|image)(?:":"|=)[0-9a-f]+",?/g, "").replace(/,(?=[\]}])/g, ""));
}

/** Something could not be taken away: the images are whole, and what is left is told, and owed to `clean`. */
const isOwed = (said: string) => said.includes('Run "ingot clean" to try again.');

async function judge(scene: Scene, point: Point, { code, said }: Ran, whole: Found): Promise<readonly string[]> {
  if (code === 0 && harmless.has(point.action)) return difference(await withoutRun(scene), whole);
  const [service, action = ""] = point.action.split(":");
  const wanted = [action, service === "ec2" ? "UnauthorizedOperation" : "AccessDenied", "request [0-9a-f-]{36}"];
  const missing = wanted.filter((each) => !new RegExp(each).test(said)).map((each) => `it does not say ${each}`);
  if (isOwed(said)) return [...missing, ...(await cleanLater(scene, whole))];
  return [...missing, ...(code === 0 ? ["it succeeds"] : difference(await found(scene.proxy), nothing))];
}

const mayMiss = ({ action }: Point) => {
  const [service = "", name = ""] = action.split(":");
  return canMiss({ service, action: name, region: "", params: {}, mutating: true });
};
