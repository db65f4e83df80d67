import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { processesWith, requiresQemu, writeBriefGuest } from "@ingot/testing";
import { clean, countRecords, crashAt, inLanes, momentsOf, namesIn, newJournal } from "./crash-sweep.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const template = (checksum: string) => `
source "qemu" "x" {
  iso_url          = "guest.img"
  iso_checksum     = "sha256:${checksum}"
  disk_image       = true
  disk_size        = "2M"
  accelerator      = "tcg"
  headless         = true
  communicator     = "none"
  output_directory = "out/vm"
  cd_content       = { "answers" = "yes" }
  http_content     = { "/answers" = "yes" }
}
build {
  sources = ["source.qemu.x"]
}
`;

/** A file of the user's own, a guest that turns itself off unless it `stays`, and a template that boots it. */
function place(options: { readonly stays?: boolean } = {}): Workplace {
  const made = workplace({ "out/mine": "mine\n" });
  writeBriefGuest(made.path("guest.img"), options);
  const digest = createHash("sha256")
    .update(readFileSync(made.path("guest.img")))
    .digest("hex");
  made.write({ "a.pkr.hcl": template(digest) });
  return made;
}

requiresQemu()("a qemu build killed at any record of its journal", () => {
  test("leaves nothing that clean does not remove, or the whole machine", async () => {
    using counted = place();
    const records = await countRecords(counted, "a.pkr.hcl");
    expect(records).toBeGreaterThan(20);
    await inLanes(momentsOf(records), async (moments) => {
      using at = place();
      for (const moment of moments) {
        await at.run("rm", "-rf", "out/vm");
        const known = namesIn(at.journals);
        await crashAt(at, "a.pkr.hcl", moment);
        const journal = newJournal(at, known);
        await clean(at);
        if (journal) expect({ moment, left: processesWith(journal.runId) }).toEqual({ moment, left: [] });
        expect({ moment, temporary: namesIn(at.path("tmp")) }).toEqual({ moment, temporary: [] });
        const whole = namesIn(at.path("out/vm"));
        expect({ moment, out: namesIn(at.path("out")) }).toEqual({
          moment,
          out: whole.length > 0 ? ["mine", "vm"] : ["mine"],
        });
        if (whole.length > 0) expect({ moment, whole }).toEqual({ moment, whole: ["packer-x"] });
      }
    });
  }, 300_000);

  test("leaves a machine running, until clean ends it", async () => {
    using at = place({ stays: true });
    const run = at.startIngot("build", "a.pkr.hcl");
    await run.printed(/Waiting for the machine to shut down/);
    const { runId } = newJournal(at, [])!;
    run.process.kill("SIGKILL");
    await run.ended;
    expect(processesWith(runId)).toHaveLength(1);
    const { out } = await clean(at);
    expect(out).toMatch(/program qemu-system-x86_64/);
    expect([processesWith(runId), namesIn(at.path("tmp")), namesIn(at.path("out"))]).toEqual([[], [], ["mine"]]);
  });

  test("leaves nothing when it is interrupted", async () => {
    using at = place({ stays: true });
    const run = at.startIngot("build", "a.pkr.hcl");
    await run.printed(/Waiting for the machine to shut down/);
    const { runId } = newJournal(at, [])!;
    run.process.kill("SIGINT");
    expect(await run.ended).toMatchObject({ code: 1 });
    expect([processesWith(runId), namesIn(at.path("tmp")), namesIn(at.path("out")), namesIn(at.journals)]).toEqual([
      [],
      [],
      ["mine"],
      [],
    ]);
  });
});
