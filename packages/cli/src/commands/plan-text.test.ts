import type { DescribedBuild, DescribedProvisioner } from "@ingot/core";
import { planText } from "./plan-text.js";

const component = { type: "fake", at: { file: "a.pkr.hcl", line: 3 }, arguments: {}, unknown: [], sensitive: [] };
const provisioner = (more: Partial<DescribedProvisioner>): DescribedProvisioner => ({
  ...{ ...component, maxRetries: 0, continueOnError: false },
  ...more,
});
const build = (name: string, more: Partial<DescribedBuild> = {}): DescribedBuild => ({
  ...{ name, needs: [], reasons: [], source: { ...component, name }, provisioners: [], postProcessors: [] },
  ...more,
});

test("builds that wait for others say for which, and why", () => {
  const at = { file: "a.pkr.hcl", line: 9 };
  const reasons = [{ build: "one", by: "reference", at } as const, { build: "two", by: "depends_on", at } as const];
  const builds = [build("one"), build("two"), build("three", { needs: ["one", "two"], reasons })];
  const text = planText({ builds });
  expect(text.split("\n")[0]).toBe("3 builds. Each starts when those that it comes after have succeeded.");
  expect(text).toContain(
    "\n3. three, after one (uses its artifact: a.pkr.hcl line 9) and two (depends_on: a.pkr.hcl line 9)\n",
  );
});

test.each([
  [{ pauseBefore: 1500 }, "after a pause of 1.5s"],
  [{ timeout: 90_000 }, "for at most 1m30s"],
  [{ maxRetries: 1 }, "tried up to 2 times"],
  [{ continueOnError: true }, "its failure is passed over"],
])("a provisioner's %j", (more, remark) => {
  const text = planText({ builds: [build("one", { provisioners: [provisioner(more)] })] });
  expect(text).toContain(`\n   provisioner fake (a.pkr.hcl line 3; ${remark})`);
});

test("what runs after a failure, and whether inputs are kept", () => {
  const postProcessors = [
    [
      { ...component, keepInput: true },
      { ...component, keepInput: false, name: "n" },
    ],
  ];
  const text = planText({ builds: [build("one", { errorCleanup: provisioner({}), postProcessors })] });
  expect(text.split("\n").slice(4)).toEqual([
    "   when it fails, provisioner fake (a.pkr.hcl line 3)",
    "   post-processor fake (a.pkr.hcl line 3; keeps its input)",
    '   then post-processor fake "n" (a.pkr.hcl line 3; does not keep its input)',
  ]);
});
