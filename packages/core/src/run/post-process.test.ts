import {
  type FakeArtifact,
  type FakePostProcessorPlan,
  fakeArtifact,
  fakeBuild,
  fakeBuilder,
  fakeMachine,
  fakePlan,
  fakePostProcessor,
  recordingIo,
  testHost,
} from "@ingot/testing";
import type { Artifact, PostProcessed } from "../plugin.js";
import { startRun } from "./start-run.js";

/**
 * One post-processor of a table: "name" makes an artifact of that name, "same" passes its input on, "nil" ends the chain, "fail"
 * fails. After it: "+" keeps its input by default, "!" always; then the user's word, "=true" or "=false".
 */
function postProcessor(text: string, made: Map<string, FakeArtifact>): FakePostProcessorPlan {
  const [, name = "", keeps, user] = /^(\w+)([+!]?)(?:=(true|false))?$/.exec(text)!;
  const keepInput: PostProcessed["keepInput"] = keeps === "!" ? "always" : keeps === "+";
  const process = async (_config: unknown, input: Artifact): Promise<PostProcessed> => {
    if (name === "fail") throw new Error("no space");
    if (name === "nil") return { artifact: undefined, keepInput };
    if (name === "same") return { artifact: input, keepInput };
    const artifact = fakeArtifact(name);
    made.set(name, artifact);
    return { artifact, keepInput };
  };
  return { component: fakePostProcessor({ process }), keepInput: user === undefined ? undefined : user === "true" };
}

/** Chains apart by ", "; post-processors by " > ". Tells what the build gives, and what is destroyed. */
async function process(chains: string) {
  using host = testHost();
  const io = recordingIo();
  const built = fakeArtifact("built");
  const made = new Map([["built", built]]);
  const component = fakeBuilder({ start: async () => fakeMachine({ artifact: built }) });
  const postProcessors =
    chains === "" ? [] : chains.split(", ").map((chain) => chain.split(" > ").map((each) => postProcessor(each, made)));
  const plan = fakePlan([fakeBuild("one", { source: { component }, postProcessors })]);
  const [result] = (await startRun(plan, { io }, host).result).builds;
  const artifacts = result && "artifacts" in result ? result.artifacts.map(({ id }) => id).join(" ") : "";
  const destroyed = [...made].flatMap(([name, artifact]) => (artifact.destroyed() ? [name] : [])).join(" ");
  return { status: result?.status, artifacts, destroyed, result, messages: io.messages() };
}

describe("post-processor chains", () => {
  it.each([
    ["", "succeeded", "built", ""],
    ["a", "succeeded", "a", "built"],
    ["a+", "succeeded", "built a", ""],
    ["a=true", "succeeded", "built a", ""],
    ["a+=false", "succeeded", "a", "built"],
    ["a!=false", "succeeded", "built a", ""],
    ["a > b", "succeeded", "b", "built a"],
    ["a > b+", "succeeded", "a b", "built"],
    ["a+ > b", "succeeded", "built b", "a"],
    ["a+ > b+", "succeeded", "built a b", ""],
    ["a, b", "succeeded", "a b", "built"],
    ["a+, b", "succeeded", "built a b", ""],
    ["a, b+", "succeeded", "built a b", ""],
    ["same", "succeeded", "built", ""],
    ["same!, same!", "succeeded", "built", ""],
    ["same > a", "succeeded", "a", "built"],
    ["same! > a", "succeeded", "built a", ""],
    ["a > same!", "succeeded", "a", "built"],
    ["a, same", "succeeded", "built a", ""],
    ["nil", "succeeded", "built", ""],
    ["a > nil", "succeeded", "a", "built"],
    ["a, nil", "succeeded", "built a", ""],
    ["nil > a", "succeeded", "built", ""],
    ["fail", "failed", "built", ""],
    ["fail=false", "failed", "built", ""],
    ["a > fail", "failed", "built a", ""],
    ["fail > a, b", "failed", "built b", ""],
    ["a, fail", "failed", "built a", ""],
    ["fail, fail", "failed", "built", ""],
  ])("%s", async (chains, status, artifacts, destroyed) => {
    expect(await process(chains)).toMatchObject({ status, artifacts, destroyed });
  });

  it("reports all errors together", async () => {
    const { result } = await process("fail, a, fail");
    expect(result).toMatchObject({
      error: {
        code: "POST_PROCESSOR_FAILED",
        message: "2 error(s) occurred:\n\n* Post-processor failed: no space\n* Post-processor failed: no space",
      },
    });
  });

  it("says which runs, and where the user's word has no effect", async () => {
    expect((await process("a > same!=false")).messages).toEqual([
      "Running post-processor: fake",
      "Running post-processor: fake",
      'keep_input_artifact = false has no effect: "fake" always keeps its input.',
    ]);
  });

  it("goes on when an artifact cannot be destroyed", async () => {
    using host = testHost();
    const io = recordingIo();
    const artifact = fakeArtifact("built", { destroy: () => Promise.reject(new Error("busy")) });
    const component = fakeBuilder({ start: async () => fakeMachine({ artifact }) });
    const plan = fakePlan([fakeBuild("one", { source: { component }, postProcessors: [[{}]] })]);
    expect((await startRun(plan, { io }, host).result).status).toBe("succeeded");
    expect(io.messages().at(-1)).toBe("An artifact that is no longer needed could not be destroyed: busy");
  });

  it("runs none when there is no artifact", async () => {
    using host = testHost();
    let calls = 0;
    const process = async () => ({ artifact: undefined, keepInput: calls++ > 0 });
    const component = fakeBuilder({ start: async () => fakeMachine() });
    const postProcessors = [[{ component: fakePostProcessor({ process }) }]];
    const { builds } = await startRun(fakePlan([fakeBuild("one", { source: { component }, postProcessors })]), {}, host)
      .result;
    expect(builds).toMatchObject([{ status: "succeeded", artifacts: [] }]);
    expect(calls).toBe(0);
  });

  it.each([0, 1])("tells of an artifact that is saved while the run is cancelled, before %d chains", async (count) => {
    using host = testHost();
    const save = async () => {
      void run.cancel("enough");
      return fakeArtifact("built");
    };
    const component = fakeBuilder({ start: async () => ({ ...fakeMachine(), save }) });
    const never = fakePostProcessor({ process: async () => Promise.reject(new Error("must not run")) });
    const postProcessors = Array.from({ length: count }, () => [{ component: never }]);
    const run = startRun(fakePlan([fakeBuild("one", { source: { component }, postProcessors })]), {}, host);
    const { builds } = await run.result;
    expect(builds).toMatchObject([{ status: "cancelled", reason: "enough", artifacts: [{ id: "built" }] }]);
  });

  it("runs no more chains once cancelled, and destroys nothing", async () => {
    using host = testHost();
    const built = fakeArtifact("built");
    const builder = fakeBuilder({ start: async () => fakeMachine({ artifact: built }) });
    const ran: string[] = [];
    const cancelling = fakePostProcessor({
      process: async () => {
        ran.push("first");
        void run.cancel("enough");
        return { artifact: fakeArtifact("first"), keepInput: false };
      },
    });
    const second = fakePostProcessor({ process: async () => Promise.reject(new Error("must not run")) });
    const postProcessors = [[{ component: cancelling }], [{ component: second }]];
    const run = startRun(fakePlan([fakeBuild("one", { source: { component: builder }, postProcessors })]), {}, host);
    const { builds } = await run.result;
    expect(builds).toMatchObject([
      { status: "cancelled", reason: "enough", artifacts: [{ id: "built" }, { id: "first" }] },
    ]);
    expect(ran).toEqual(["first"]);
    expect(built.destroyed()).toBe(false);
  });
});
