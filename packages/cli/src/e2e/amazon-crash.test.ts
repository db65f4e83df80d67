import {
  type AwsFault,
  type AwsThing,
  type Moto,
  motoImages,
  requiresMoto,
  requiresSshd,
  type Sshd,
  startMoto,
  startSshd,
} from "@ingot/testing";
import { regions } from "./amazon.test-fixtures.js";
import {
  endOf,
  inLanes,
  leaksIn,
  openScene,
  type Point,
  pointsOf,
  ruleAt,
  type Scene,
  titleOf,
  wholeBuild,
} from "./amazon-sweep.test-fixtures.js";
import { bin, type Running } from "./ingot.test-fixtures.js";

jest.setTimeout(900_000);

const lanes = 6;
const moments = ["before", "after"] as const;

/** A call at which something happens, before Amazon has seen it or after. */
interface Moment extends Point {
  readonly moment: (typeof moments)[number];
}

/** Whether a look was answered makes no difference to what exists. */
const momentsOf = (points: readonly Point[]): readonly Moment[] =>
  points.flatMap((point) => (point.mutating ? moments : moments.slice(0, 1)).map((moment) => ({ ...point, moment })));

const happening =
  (moment: Moment["moment"], happen: () => Promise<unknown> | unknown): AwsFault =>
  async (_call, amazon) => {
    const answer = moment === "after" ? await amazon() : undefined;
    await happen();
    return answer ?? "dropped";
  };

const waiting = (port: number) => `
source "amazon-ebs" "live" {
  region        = "us-east-1"
  source_ami    = "${motoImages.ubuntu}"
  instance_type = "t2.micro"
  ssh_username  = "root"
  ssh_host      = "127.0.0.1"
  ssh_port      = ${port}
  ami_name      = "a live run's"
  tags          = { of = "the living" }
}
build {
  sources = ["source.amazon-ebs.live"]
  provisioner "shell-local" { inline = ["echo ready", "read answer < fifo"] }
}
`;

interface Live extends AsyncDisposable {
  /** Lets it go on to its good end. */
  end(): Promise<void>;
}

async function startLive({ place, proxy }: Scene): Promise<Live> {
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
async function added({ proxy }: Scene, before: readonly AwsThing[]): Promise<readonly string[]> {
  const known = new Set(before.map(({ region, id }) => `${region} ${id}`));
  const things = (await proxy.inventory(regions)).filter(({ region, id }) => !known.has(`${region} ${id}`));
  return things.map(({ kind, region }) => `${kind} ${region}`).sort();
}

/** Either nothing, or the whole of what a build is for: it was over. */
function judge(left: readonly string[], whole: readonly string[]): readonly string[] {
  const text = left.join(", ");
  return text === "" || text === whole.join(", ") ? [] : [`there is left: ${text}`];
}

requiresSshd()("with a machine to log in to", () => {
  requiresMoto()("a build of an image at Amazon", () => {
    let moto: Moto;
    let sshd: Sshd;
    let points: readonly Point[];
    let whole: readonly string[];

    const files = () => ({ "t.pkr.hcl": wholeBuild(sshd.port), "live.pkr.hcl": waiting(sshd.port) });

    beforeAll(async () => {
      [moto, sshd] = await Promise.all([startMoto(), startSshd()]);
      await using scene = await openScene(moto, sshd, files());
      const { code, said } = await scene.run(["build", "t.pkr.hcl"]);
      expect({ code, said: code === 0 ? "" : said }).toEqual({ code: 0, said: "" });
      points = pointsOf(scene.proxy.calls);
      whole = await added(scene, []);
    });
    afterAll(async () => {
      await Promise.all([moto?.[Symbol.asyncDispose](), sshd?.[Symbol.asyncDispose]()]);
    });

    test("that is cancelled at any of its calls leaves nothing", async () => {
      const complaints = await inLanes(lanes, momentsOf(points), async (moment) => {
        const cancelling = new AbortController();
        const rule = ruleAt(
          moment,
          happening(moment.moment, () => cancelling.abort()),
        );
        await using scene = await openScene(moto, sshd, files(), [rule]);
        const { code, said } = await scene.run(["build", "t.pkr.hcl"], cancelling.signal);
        const left = await added(scene, []);
        const complaint = [
          ...judge(left, whole),
          ...leaksIn(scene, [], said),
          ...(code === 0 && left.length === 0 ? ["it succeeds"] : []),
        ];
        return complaint.length === 0
          ? []
          : [`${moment.moment} ${titleOf(moment)}: ${complaint.join("; ")}\n${endOf(said)}`];
      });
      expect(complaints).toEqual([]);
    });

    test("that is killed at any change that it makes leaves nothing that clean does not find, beside a live run", async () => {
      const changes = momentsOf(points.filter(({ mutating }) => mutating));
      expect(changes.length).toBeGreaterThan(50);
      const rest = [...changes];
      const complaints = await inLanes(lanes, [...Array(lanes).keys()], async () => {
        await using ground = await openScene(moto, sshd, files());
        await using live = await startLive(ground);
        const found: string[] = [];
        for (let moment = rest.shift(); moment !== undefined; moment = rest.shift())
          found.push(...(await killAndClean(ground, moment)));
        await live.end();
        return found;
      });
      expect({ complaints, rest }).toEqual({ complaints: [], rest: [] });
    });

    async function killAndClean(ground: Scene, moment: Moment): Promise<readonly string[]> {
      let run: Running | undefined;
      const kill = async () => {
        run?.process.kill("SIGKILL");
        await run?.ended;
      };
      const rule = ruleAt(moment, happening(moment.moment, kill));
      await using scene = await openScene(moto, sshd, {}, [rule], ground);
      const before = await scene.proxy.inventory(regions);
      const name = `${moment.moment} ${titleOf(moment)}`.replace(/[^\w ]/g, " ");
      const args = [bin, "build", "-var", `name=${name}`, "t.pkr.hcl"];
      run = scene.place.start(process.execPath, args, { ...scene.proxy.env, AWS_POLL_DELAY_SECONDS: "1" });
      const { signal, out, err } = await run.ended;
      const { code, said } = await scene.run(["clean"]);
      const complaint = [
        ...(signal === "SIGKILL" ? [] : [`it is not killed: ${out}${err}`]),
        ...(code === 0 ? [] : ["clean fails"]),
        ...judge(await added(scene, before), whole),
        ...leaksIn(scene, [], out, err, said),
      ];
      return complaint.length === 0 ? [] : [`${name}: ${complaint.join("; ")}\n${endOf(said)}`];
    }
  });
});
