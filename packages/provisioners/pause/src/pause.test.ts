import { packerBuild, requires, testContext, testHost } from "@ingot/testing";
import { breakpointProvisioner, sleepProvisioner } from "./index.js";

const target = {} as Parameters<typeof sleepProvisioner.provision>[1]; // neither looks at the machine

async function said(block: object, answers: readonly string[] = []) {
  using host = testHost();
  await using run = testContext({ host, answers });
  await breakpointProvisioner.provision(breakpointProvisioner.config.parse(block), target, run);
  return { said: run.said, asked: run.asked, warned: run.warned };
}

describe("breakpoint", () => {
  test("asks once, and goes on with whatever is typed", async () => {
    expect(await said({ note: "look" }, ["what?"])).toEqual({
      said: ['Pausing at breakpoint provisioner with note "look".'],
      asked: ["Press enter to continue."],
      warned: [],
    });
  });

  test("goes on where nobody can be asked, and says so", async () => {
    expect(await said({})).toEqual({
      said: ["Pausing at breakpoint provisioner."],
      asked: ["Press enter to continue."],
      warned: ["Nobody can be asked here, so the build goes on past the breakpoint."],
    });
  });

  test.each([
    [{ disable: true }, "Breakpoint provisioner disabled; continuing..."],
    [{ disable: true, note: "n" }, 'Breakpoint provisioner with note "n" disabled; continuing...'],
  ])("%j asks nothing", async (block, text) => {
    expect(await said(block)).toEqual({ said: [text], asked: [], warned: [] });
  });
});

requires("packer", "packer")("beside packer", () => {
  test("the same is said, but packer fails where there is no terminal", async () => {
    using host = testHost();
    const blocks = [{ disable: true }, { disable: true, note: "n" }, { note: "look" }];
    const build = { target: "t", content: "", provisioners: blocks.map((breakpoint) => ({ breakpoint })) };
    const packer = packerBuild(host.directory, build);
    const ours = [];
    for (const block of blocks) ours.push(...(await said(block)).said);
    expect(packer.said.filter((text) => /breakpoint/i.test(text))).toEqual(ours);
    expect(packer.status).toBe(1);
  });
});

describe("sleep", () => {
  const sleeping = (block: object, sleep: (milliseconds: number) => Promise<void>, signal?: AbortSignal) => {
    using host = testHost();
    const run = testContext({ host: { ...host, sleep }, ...(signal && { signal }) });
    return sleepProvisioner.provision(sleepProvisioner.config.parse(block), target, run);
  };

  test.each([
    [{}, 0],
    [{ duration: "0s" }, 0],
    [{ duration: "1m1.5s" }, 61_500],
  ])("%j waits for %d ms", async (block, expected) => {
    const slept: number[] = [];
    await sleeping(block, async (milliseconds) => void slept.push(milliseconds));
    expect(slept).toEqual([expected]);
  });

  test("ends when the build is cancelled", async () => {
    using host = testHost();
    const reason = new Error("cancelled");
    const controller = new AbortController();
    const run = testContext({ host, signal: controller.signal });
    const work = sleepProvisioner.provision(sleepProvisioner.config.parse({ duration: "1h" }), target, run);
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });

  test("what is no duration is refused", () => {
    expect(sleepProvisioner.config.safeParse({ duration: "5 minutes" }).error?.issues[0]?.message).toBe(
      '"5 minutes" is not a duration. Write a number and a unit, such as "30s", "5m" or "1h30m".',
    );
  });
});
