import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, renderDiagnostic } from "@ingot/hcl";
import { createEngine } from "./engine.js";
import { nodeHost } from "./node-host.js";
import type { Plan, Planned, PlannedBuild } from "./plan/model.js";
import { fakeComponents } from "./plan/plan.test-fixtures.js";
import { inspectTemplate } from "./template/inspect.js";

const folder = join(__dirname, "../../../fixtures/templates");

/** Everything that loading and planning make of a template, as text: compared with the `expected.txt` beside it. */
async function summary(name: string): Promise<string> {
  const host = nodeHost({ cwd: join(folder, name), env: {} });
  const engine = createEngine({ host, components: fakeComponents });
  const { template, diagnostics } = await engine.load(".");
  const planning = template && (await engine.plan(template));
  const all = [...diagnostics, ...(planning?.diagnostics ?? [])];
  return [
    ...(template ? inspectTemplate(template).map(({ text }) => text) : []),
    ...(planning?.plan ? planLines(planning.plan) : ["No plan."]),
    ...all.map((each: Diagnostic) => `\n${renderDiagnostic(each)}`),
  ].join("\n");
}

const planLines = ({ builds, secrets }: Plan) => [
  ...builds.flatMap(buildLines),
  `secrets: ${JSON.stringify([...secrets].sort())}`,
];

function buildLines({ name, source, provisioners, errorCleanup, postProcessors }: PlannedBuild): string[] {
  const steps = [...provisioners, ...(errorCleanup ? [errorCleanup] : [])];
  return [`build ${name}`, partLine(source), ...steps.map(partLine), ...postProcessors.flat().map(partLine)];
}

/** The type, the meta-arguments and the config. */
function partLine({ component, range, decode, ...rest }: Planned<unknown>): string {
  return `  ${JSON.stringify(rest)} ${JSON.stringify(decode({ ID: "i-1" }).config)}`;
}

test.each(readdirSync(folder))("%s", async (name) => {
  expect(`${await summary(name)}\n`).toBe(readFileSync(join(folder, name, "expected.txt"), "utf8"));
});
