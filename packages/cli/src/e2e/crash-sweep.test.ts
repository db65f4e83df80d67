import { createHash, randomBytes } from "node:crypto";
import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { processesWith, requires, requiresDocker } from "@ingot/testing";
import { busyboxLinks, busyboxSource, dockerSource } from "./container-sources.test-fixtures.js";
import {
  clean,
  containersWith,
  countRecords,
  crashAt,
  imagesLabelled,
  inLanes,
  momentsOf,
  mountsWith,
  namesIn,
  newJournal,
} from "./crash-sweep.test-fixtures.js";
import { type Running, type Workplace, workplace } from "./ingot.test-fixtures.js";

const waits = (source: string) => `${source}
build {
  sources = ["source.${/"(\w+)"/.exec(source)![1]}.x"]
  provisioner "shell-local" { inline = ["echo ready", "read answer < fifo"] }
}
`;

const ociTemplate = `${busyboxSource("x", "out/x.tar")}
build {
  sources = ["source.oci.x"]
  provisioner "shell" { inline = ["echo one > /one"] }
  provisioner "file" {
    source      = "hello.txt"
    destination = "/hello.txt"
  }
  post-processor "checksum" {
    checksum_types      = ["sha256"]
    output              = "out/sums"
    keep_input_artifact = true
  }
  post-processor "compress" {
    output              = "out/x.tar.gz"
    keep_input_artifact = true
  }
}
`;

/** `mark` tells the images of one lane from all others. */
const commitTemplate = (
  mark: string,
) => `${dockerSource("x", `commit = true\n  changes = ["LABEL crash-sweep=${mark}"]`)}
build {
  sources = ["source.docker.x"]
  provisioner "shell" { inline = ["echo one > /one"] }
  provisioner "file" {
    source      = "hello.txt"
    destination = "/hello.txt"
  }
  provisioner "shell-local" { inline = ["echo local"] }
  post-processor "docker-tag" {
    repository = "crash-sweep/${mark}"
    tags       = ["one"]
  }
}
`;

const exportTemplate = `${dockerSource("x", 'export_path = "out/x.tar"')}
build {
  sources = ["source.docker.x"]
  post-processor "compress" {
    output              = "out/x.tar.gz"
    keep_input_artifact = true
  }
}
`;

interface LiveRun extends Running, AsyncDisposable {
  /** Lets it go on to its good end. */
  end(): Promise<void>;
}

/** A run that waits in the middle of its build. */
async function startLive(place: Workplace, template: string): Promise<LiveRun> {
  place.write({ "live.pkr.hcl": template });
  await place.run("mkfifo", "fifo");
  const run = place.startIngot("build", "live.pkr.hcl");
  await run.printed(/ready/);
  const end = async () => {
    await place.run("sh", "-c", "echo go > fifo");
    expect(await run.ended).toMatchObject({ code: 0, err: "" });
  };
  const stop = async () => {
    run.process.kill();
    await run.ended;
  };
  return { ...run, end, [Symbol.asyncDispose]: stop };
}

/** What there is of runs: the same before a crash and after the `clean` that follows it. */
const stateOf = (place: Workplace) => ({
  temporary: namesIn(place.path("tmp")),
  journals: namesIn(place.journals),
  mounts: mountsWith(place.directory),
});

/** Half a first line tells nothing of a run; it may be one that is beginning. Once it is ten minutes old, it is none. */
async function cleanOld(place: Workplace, journal: { readonly runId: string; readonly text: string }): Promise<void> {
  if (journal.text.includes("\n")) return;
  utimesSync(join(place.journals, `${journal.runId}.ndjson`), 0, 0);
  await clean(place);
}

/** Crashes at one moment and cleans up; returns the journal that the run left, if any. */
async function crashAndClean(place: Workplace, template: string, moment: string) {
  const before = stateOf(place);
  await crashAt(place, template, moment);
  const journal = newJournal(place, before.journals);
  await clean(place);
  if (journal) await cleanOld(place, journal);
  expect({ moment, ...stateOf(place) }).toEqual({ moment, ...before });
  if (journal) expect({ moment, processes: processesWith(journal.runId) }).toEqual({ moment, processes: [] });
  return journal;
}

/** Names in `out` may only be those of whole files: the user's own from before, and what the run had kept. */
function expectWholeFiles(place: Workplace, whole: Readonly<Record<string, string>>, moment: string): void {
  const unknown = namesIn(place.path("out")).filter((name) => whole[name] === undefined);
  expect({ moment, unknown }).toEqual({ moment, unknown: [] });
  for (const name of namesIn(place.path("out"))) {
    expect({ moment, name, digest: digestOf(place, `out/${name}`) }).toEqual({ moment, name, digest: whole[name] });
  }
}

const digestOf = (place: Workplace, name: string) =>
  createHash("sha256")
    .update(readFileSync(place.path(name)))
    .digest("hex");

requires("busybox", "busybox-static")("an oci build killed at any record of its journal", () => {
  test("leaves nothing that clean does not remove, and clean touches neither files nor a live run", async () => {
    await inLanes(momentsOf(16), async (moments) => {
      using place = workplace({ "hello.txt": "hello\n", "out/earlier.tar.gz": "earlier\n", "a.pkr.hcl": ociTemplate });
      busyboxLinks(place);
      await using live = await startLive(place, waits(busyboxSource("x", "live.tar")));
      const records = await countRecords(place, "a.pkr.hcl");
      expect(records).toBe(16);
      const whole = Object.fromEntries(
        namesIn(place.path("out")).map((name) => [name, digestOf(place, `out/${name}`)]),
      );
      expect(Object.keys(whole)).toEqual(["earlier.tar.gz", "sums", "x.tar", "x.tar.gz"]);
      for (const moment of moments) {
        await place.run("rm", "-f", "out/sums", "out/x.tar", "out/x.tar.gz");
        await crashAndClean(place, "a.pkr.hcl", moment);
        expectWholeFiles(place, whole, moment);
        expect(place.read("hello.txt")).toBe("hello\n");
      }
      expect(live.process.exitCode).toBe(null);
      await live.end();
      expect(place.exists("live.tar")).toBe(true);
    });
  }, 300_000);
});

requiresDocker()("a docker build killed at any record of its journal", () => {
  test("leaves no container, no image and no temporary file, and clean touches no live run", async () => {
    await inLanes(momentsOf(16), async (moments) => {
      const mark = randomBytes(8).toString("hex");
      using place = workplace({ "hello.txt": "hello\n", "a.pkr.hcl": commitTemplate(mark) });
      await using live = await startLive(place, waits(dockerSource("x", "discard = true")));
      const liveId = newJournal(place, [])!.runId;
      const records = await countRecords(place, "a.pkr.hcl");
      expect(records).toBe(16);
      const remove = async (images: readonly string[]) => place.run("docker", "rmi", "--force", ...images);
      await remove(await imagesLabelled(place, `crash-sweep=${mark}`));
      for (const moment of moments) {
        const journal = await crashAndClean(place, "a.pkr.hcl", moment);
        if (journal) expect({ moment, left: await containersWith(place, journal.runId) }).toEqual({ moment, left: [] });
        const images = await imagesLabelled(place, `crash-sweep=${mark}`);
        const isKept = !journal || /"type":"kept"[^\n]*\n/.test(journal.text);
        expect({ moment, images: images.length }).toEqual({ moment, images: isKept ? 1 : 0 });
        if (images.length > 0) await remove(images);
      }
      expect(place.read("hello.txt")).toBe("hello\n");
      expect(await containersWith(place, liveId)).toEqual([expect.stringMatching(/ running$/)]);
      await live.end();
      expect(await containersWith(place, liveId)).toEqual([]);
    });
  }, 300_000);

  test("leaves no half-written archive", async () => {
    await inLanes(momentsOf(13), async (moments) => {
      using place = workplace({ "out/earlier.tar.gz": "earlier\n", "a.pkr.hcl": exportTemplate });
      const records = await countRecords(place, "a.pkr.hcl");
      expect(records).toBe(13);
      for (const moment of moments) {
        await place.run("rm", "-f", "out/x.tar", "out/x.tar.gz");
        const journal = await crashAndClean(place, "a.pkr.hcl", moment);
        if (journal) expect({ moment, left: await containersWith(place, journal.runId) }).toEqual({ moment, left: [] });
        expect(await damagedArchives(place)).toEqual([]);
        expect(place.read("out/earlier.tar.gz")).toBe("earlier\n");
      }
    });
  }, 300_000);
});

/** Names in `out` that are neither the user's own from before nor whole archives. */
async function damagedArchives(place: Workplace): Promise<readonly string[]> {
  const damaged: string[] = [];
  for (const name of namesIn(place.path("out"))) {
    if (name === "earlier.tar.gz") continue;
    const { code, out } = await place.run("tar", "-tf", `out/${name}`);
    const isWhole = code === 0 && (name.endsWith(".gz") ? out === "x.tar\n" : out.includes("bin/busybox"));
    if (!isWhole) damaged.push(name);
  }
  return damaged;
}
