import { mkdirSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { processesWith, requires, requiresDocker } from "@ingot/testing";
import { busyboxLinks, busyboxSource, dockerSource } from "./container-sources.test-fixtures.js";
import { containersWith, mountsWith, namesIn, newJournal } from "./crash-sweep.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const built = (source: string) => (inline: readonly string[]) =>
  `${source}
build {
  sources = ["source.${/"(\w+)"/.exec(source)![1]}.x"]
  provisioner "shell" { inline = ${JSON.stringify(inline)} }
}
`;

const oci = built(busyboxSource("x", "x.tar"));
const docker = built(dockerSource("x", "commit = true"));

const ignores = ["trap '' TERM INT HUP", "echo ready", "while :; do sleep 1000; done"];
const fails = ["exit 3"];

/** Everything that a run leaves, or has while it lives. */
const tracesOf = async (place: Workplace, runId: string, hasEngine: boolean) => ({
  temporary: namesIn(place.path("tmp")),
  journals: namesIn(place.journals),
  outputs: namesIn(place.directory).filter((name) => name.startsWith("x.tar")),
  processes: processesWith(runId),
  mounts: mountsWith(place.directory),
  containers: hasEngine ? await containersWith(place, runId) : [],
});

const nothing = { temporary: [], journals: [], outputs: [], processes: [], mounts: [], containers: [] };

function suite(template: (inline: readonly string[]) => string, hasEngine: boolean): void {
  test("Ctrl-C during a provisioner that ignores signals ends all of it", async () => {
    using place = workplace({ "a.pkr.hcl": template(ignores) });
    busyboxLinks(place);
    const run = place.startIngot("build", "a.pkr.hcl");
    await run.printed(/ready/);
    const { runId } = newJournal(place, [])!;
    run.process.kill("SIGINT");
    const { code, err } = await run.ended;
    expect(code).toBe(1);
    expect(err).toContain("Cleanly cancelled builds after being interrupted.\n");
    expect(await tracesOf(place, runId, hasEngine)).toEqual(nothing);
  }, 60_000);

  test("-on-error=abort leaves everything, and two cleans at once remove it, each thing once", async () => {
    using place = workplace({ "a.pkr.hcl": template(fails) });
    busyboxLinks(place);
    const { code, out, err } = await place.ingot("build", "-on-error=abort", "a.pkr.hcl");
    const { runId } = newJournal(place, [])!;
    expect(code).toBe(1);
    expect(out + err).toContain(`Nothing was cleaned up. "ingot clean" removes what was left behind (run ${runId}).\n`);
    expect((await tracesOf(place, runId, hasEngine)).temporary).toHaveLength(1);
    const cleans = await Promise.all([place.ingot("clean"), place.ingot("clean")]); // processes of their own
    expect(cleans.map((each) => [each.code, each.err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const lines = cleans.flatMap((each) => each.out.split("\n"));
    const destroyed = lines.filter((line) => line.startsWith("  destroyed "));
    expect(destroyed).toHaveLength(hasEngine ? 2 : 1);
    expect(lines.filter((line) => line === `Run ${runId}:`)).toHaveLength(1);
    expect(await tracesOf(place, runId, hasEngine)).toEqual(nothing);
  }, 60_000);
}

requires("busybox", "busybox-static")("an oci build", () => suite(oci, false));
requiresDocker()("a docker build", () => suite(docker, true));

const id = (digit: string) => digit.repeat(32);
const dead = { process: { pid: 999_999_999, startTime: "1", bootId: "" }, pidNamespace: "", machineId: "" };
const started = `${JSON.stringify({ type: "run-started", v: 1, runId: "", time: "", ...dead })}\n`;
const intent = (path: string) =>
  JSON.stringify({ type: "intent", resourceId: 1, kind: "local.file", description: `file ${path}`, handle: { path } });

test("damaged journals and what is none stop no clean, and nothing goes that is not the run's", async () => {
  using place = workplace({ "mine.txt": "mine\n" });
  mkdirSync(place.journals, { recursive: true });
  const journal = (name: string) => join(place.journals, `${name}.ndjson`);
  const write = (name: string, text: string) => place.write({ [`home/.local/state/ingot/runs/${name}.ndjson`]: text });
  const [mine, torn] = [place.path("mine.txt"), place.path(`left-${id("3")}`)];
  place.write({ [`left-${id("3")}`]: "left\n" });
  write(id("1"), "rubbish\n\0\0\0\n"); // no word of the process
  write(id("2"), `${started}rubbish\n${intent(mine)}\n`); // names the user's file
  write(id("3"), `${started}${intent(torn)}\n{"type":"inte`); // a torn last line
  write(id("4"), ""); // just being begun, for all that is known
  mkdirSync(journal(id("5")));
  mkdirSync(journal("x"));
  symlinkSync(mine, journal(id("6")));
  write(id("7"), "");
  truncateSync(journal(id("7")), 3 * 2 ** 30);
  write("notes", "mine\n");
  const before = namesIn(place.journals);
  const { code, out, err } = await place.ingot("clean");
  expect(out).toBe(`Run ${id("1")}:\nRun ${id("2")}:\nRun ${id("3")}:\n  destroyed file ${torn}\nRun ${id("7")}:\n`);
  expect(err).toBe(
    `  Error: what run ${id("1")} left could not be destroyed: The journal ${journal(id("1"))} is damaged: it does not say which process wrote it, and that may still be at work. When no build is running, "ingot clean -run=${id("1")}" destroys what the journal names.
  Error: what the damaged lines of the journal name could not be destroyed: The journal cannot be read at line 2. Look for what the run left, and delete the journal by hand.
  Error: file ${mine} could not be destroyed: The journal's record is not trusted: the name of ${mine} does not hold the run's id, so it is not deleted.
  Error: what run ${id("7")} left could not be destroyed: The journal ${journal(id("7"))} cannot be read: File size (3221225472) is greater than 2 GiB. Make it readable and try again; should it be lost, look for what the run left, and delete the journal by hand.
`,
  );
  expect(code).toBe(1);
  expect(namesIn(place.journals)).toEqual(before.filter((name) => name !== `${id("3")}.ndjson`));
  expect(place.exists(`left-${id("3")}`)).toBe(false);
  expect(place.read("mine.txt")).toBe("mine\n");
});
