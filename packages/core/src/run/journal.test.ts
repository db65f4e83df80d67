import { existsSync, readFileSync } from "node:fs";
import { testHost } from "@ingot/testing";
import { openJournal } from "./journal.js";
import { readJournal } from "./journal-reader.js";

const runId = "0123456789abcdef0123456789abcdef";
const plain = (text: string) => text;
const thing = (name: string) => ({ kind: "fake.thing", description: `thing ${name}`, handle: { name } });

describe("openJournal", () => {
  it("costs nothing while nothing is created", async () => {
    using host = testHost();
    await openJournal(runId, host, plain).finish();
    expect(existsSync(host.stateDirectory)).toBe(false);
  });

  it("has every intent on disk when it is acknowledged, however many come at once", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, plain);
    const onDisk = async (name: number) => {
      const resourceId = await journal.intend(thing(`${name}`));
      const { owed } = readJournal(runId, readFileSync(journal.path, "utf8"));
      return owed.find((each) => each.resourceId === resourceId)?.description === `thing ${name}`;
    };
    const names = Array.from({ length: 200 }, (_none, name) => name);
    expect(await Promise.all(names.map(onDisk))).toEqual(names.map(() => true));
    await journal.finish();
    const content = readJournal(runId, readFileSync(journal.path, "utf8"));
    expect([content.isFinished, content.owed.length, content.damagedLines]).toEqual([true, 200, []]);
  });

  it("is deleted at the end when nothing is owed", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, plain);
    const [destroyed = 0, kept = 0] = await Promise.all([journal.intend(thing("a")), journal.intend(thing("b"))]);
    await journal.created(destroyed);
    await journal.destroyed(destroyed);
    await journal.kept(kept);
    expect(readJournal(runId, readFileSync(journal.path, "utf8")).owed).toEqual([]);
    await journal.finish();
    expect(existsSync(journal.path)).toBe(false);
  });

  it("says of what is owed whether it was heard to be there", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, plain);
    const [made = 0] = await Promise.all([journal.intend(thing("made")), journal.intend(thing("asked for"))]);
    await journal.created(made);
    const { owed } = readJournal(runId, readFileSync(journal.path, "utf8"));
    expect(owed.map(({ isCreated = false }) => isCreated)).toEqual([true, false]);
    await journal.finish();
  });

  it("writes no secret, and says where a handle is of no use for want of it", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, (text) => text.replaceAll("hunter2", "<sensitive>"));
    await journal.intend({ ...thing("hunter2"), handle: { names: ["hunter2"], count: 2 } });
    await journal.intend({ ...thing("hunter2"), handle: { name: "plain" } });
    const text = readFileSync(journal.path, "utf8");
    expect(text).not.toContain("hunter2");
    expect(readJournal(runId, text).owed).toMatchObject([
      { description: "thing <sensitive>", isMasked: true, handle: { names: ["<sensitive>"], count: 2 } },
      { description: "thing <sensitive>", isMasked: false, handle: { name: "plain" } },
    ]);
    await journal.finish();
  });

  it("refuses what must be durable once it is finished", async () => {
    using host = testHost();
    const journal = openJournal(runId, host, plain);
    await journal.finish();
    await expect(journal.intend(thing("late"))).rejects.toMatchObject({ code: "JOURNAL_UNWRITABLE" });
    await expect(journal.destroyed(1)).resolves.toBeUndefined();
  });
});
