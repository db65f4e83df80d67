import type { AwsFault, AwsThing } from "@ingot/testing";
import { type Amazon, atAmazon } from "./amazon-suite.test-fixtures.js";
import {
  endOf,
  inLanes,
  kindsOf,
  leaksIn,
  openScene,
  type Point,
  type Recorded,
  record,
  ruleAt,
  type Scene,
  titleOf,
} from "./amazon-sweep.test-fixtures.js";
import { type SweptBuild, sweptBuilds } from "./amazon-sweep-builds.test-fixtures.js";
import { template } from "./amazon-template.test-fixtures.js";
import { bin, type Running } from "./ingot.test-fixtures.js";

jest.setTimeout(900_000);

const lanes = 6;

/** A call at which something happens: before Amazon has seen it, or after. */
interface Moment extends Point {
  readonly moment: "before" | "after";
}

const at = (moment: Moment["moment"], points: readonly Point[]): readonly Moment[] =>
  points.map((point) => ({ ...point, moment }));

const changesOf = (points: readonly Point[]) => points.filter(({ mutating }) => mutating);
const looksOf = (points: readonly Point[]) => points.filter(({ mutating }) => !mutating);

/** Whether a look was answered makes no difference to what exists. */
const cancellationsOf = (points: readonly Point[]) => [...at("before", points), ...at("after", changesOf(points))];

/** Who is killed hears no answer. Between two changes one look is like the others. */
const killsOf = (points: readonly Point[]) => [
  ...at("before", changesOf(points)),
  ...at("after", changesOf(points)),
  ...at(
    "before",
    looksOf(points).filter(({ followsChange }) => followsChange),
  ),
];

const happening =
  (moment: Moment["moment"], happen: () => Promise<unknown> | unknown): AwsFault =>
  async (_call, amazon) => {
    const answer = moment === "before" ? "dropped" : await amazon();
    await happen();
    return answer;
  };

const waiting = (port: number) =>
  template(port, 'ami_name = "a live run\'s"\n  tags = { of = "the living" }', {
    steps: 'provisioner "shell-local" { inline = ["echo ready", "read answer < fifo"] }',
  });

interface Live extends AsyncDisposable {
  /** Lets it go on to its good end. */
  end(): Promise<void>;
}

async function startLive({ place, proxy }: Scene, { sshd }: Amazon): Promise<Live> {
  place.write({ "live.pkr.hcl": waiting(sshd.port) });
  await place.run("mkfifo", "fifo");
  const run: Running = place.start(process.execPath, [bin, "build", "live.pkr.hcl"], proxy.env);
  await run.printed(/ready/);
  return {
    end: async () => {
      await place.run("sh", "-c", "echo go > fifo");
      expect(await run.ended).toMatchObject({ code: 0, err: "" });
    },
    [Symbol.asyncDispose]: async () => {
      run.process.kill();
      await run.ended;
    },
  };
}

/** What there is that was not there before, by kind. */
async function added(scene: Scene, before: readonly AwsThing[]): Promise<readonly string[]> {
  const known = new Set(before.map(({ region, id }) => `${region} ${id}`));
  return kindsOf((await scene.things()).filter(({ region, id }) => !known.has(`${region} ${id}`)));
}

/** Either nothing, or the whole of what a build is for: it was over. */
function judge(left: readonly string[], { makes }: SweptBuild): readonly string[] {
  const text = left.join(", ");
  return text === "" || text === makes.join(", ") ? [] : [`there is left: ${text}`];
}

atAmazon("a build at Amazon", (amazon) => {
  const recorded = new Map<SweptBuild, Recorded>();

  beforeAll(async () => {
    for (const swept of sweptBuilds) recorded.set(swept, await record(amazon, swept));
  });

  test.each(sweptBuilds.map((swept) => [swept.what, swept] as const))(
    "of %s that is cancelled at any of its calls leaves nothing, or what it tells of and clean finds",
    async (_what, swept) => {
      const moments = cancellationsOf(recorded.get(swept)!.points);
      const complaints = await inLanes(lanes, moments, async (moment) => {
        const cancelling = new AbortController();
        const rule = ruleAt(
          moment,
          happening(moment.moment, () => cancelling.abort()),
        );
        await using scene = await openScene(amazon, swept, { rules: [rule] });
        const { code, said } = await scene.build(cancelling.signal);
        const cleaned = said.includes('"ingot clean"') ? await scene.clean() : undefined;
        const left = kindsOf(await scene.things());
        const complaint = [
          ...judge(left, swept),
          ...leaksIn(scene, [], said),
          ...(cleaned?.code ? ["clean fails"] : []),
          ...(code === 0 && left.length === 0 ? ["it succeeds"] : []),
        ];
        return complaint.length === 0
          ? []
          : [`${moment.moment} ${titleOf(moment)}: ${complaint.join("; ")}\n${endOf(said)}`];
      });
      expect(complaints).toEqual([]);
    },
  );

  test.each(sweptBuilds.map((swept) => [swept.what, swept] as const))(
    "of %s that is killed at any change or look leaves nothing that clean does not find, beside a live run",
    async (_what, swept) => {
      const rest = [...killsOf(recorded.get(swept)!.points)];
      const complaints = await inLanes(lanes, [...Array(lanes).keys()], async () => {
        await using ground = await openScene(amazon, sweptBuilds[0]!); // the live run's
        await using live = await startLive(ground, amazon);
        const found: string[] = [];
        for (let next = rest.shift(); next; next = rest.shift())
          found.push(...(await killAndClean(ground, swept, next)));
        await live.end();
        return found;
      });
      expect({ complaints, rest }).toEqual({ complaints: [], rest: [] });
    },
  );

  async function killAndClean(ground: Scene, swept: SweptBuild, moment: Moment): Promise<readonly string[]> {
    let run: Running | undefined;
    const kill = async () => {
      run?.process.kill("SIGKILL");
      await run?.ended;
    };
    const rule = ruleAt(moment, happening(moment.moment, kill));
    await using scene = await openScene(amazon, swept, { rules: [rule], beside: ground });
    const before = await scene.things();
    const name = `${swept.file} ${moment.moment} ${titleOf(moment)}`.replace(/[^\w ]/g, " ");
    const args = [bin, "build", "-var", `name=${name}`, swept.file];
    run = scene.place.start(process.execPath, args, { ...scene.proxy.env, AWS_POLL_DELAY_SECONDS: "1" });
    const { signal, out, err } = await run.ended;
    const { code, said } = await scene.clean();
    const complaint = [
      ...(signal === "SIGKILL" ? [] : [`it is not killed: ${out}${err}`]),
      ...(code === 0 ? [] : ["clean fails"]),
      ...judge(await added(scene, before), swept),
      ...leaksIn(scene, [], out, err, said),
    ];
    return complaint.length === 0 ? [] : [`${name}: ${complaint.join("; ")}\n${endOf(said)}`];
  }
});
