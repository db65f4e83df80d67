import type {
  DescribedBuild,
  DescribedComponent,
  DescribedNeed,
  DescribedPostProcessor,
  DescribedProvisioner,
  PlanDescription,
} from "@ingot/core";
import { formatDuration } from "@ingot/core/plugin";
import { writtenArguments } from "./written-value.js";

/** A plan for people: builds in the order in which they can start, and all that would run in each. */
export function planText({ builds }: PlanDescription): string {
  const head = builds.length === 1 ? "One build." : `${builds.length} builds. ${orderSentence(builds)}`;
  return [head, ...builds.flatMap((build, at) => ["", ...buildLines(build, at + 1)])].join("\n");
}

const orderSentence = (builds: readonly DescribedBuild[]): string =>
  builds.some(({ needs }) => needs.length > 0)
    ? "Each starts when those that it comes after have succeeded."
    : "None waits for another.";

function buildLines(build: DescribedBuild, number: number): readonly string[] {
  const after = build.reasons.length > 0 ? `, after ${build.reasons.map(reasonText).join(" and ")}` : "";
  const { provisioners, errorCleanup, postProcessors } = build;
  return [
    `${number}. ${build.name}${after}`,
    ...indented([
      ...componentLines("source", build.source, []),
      ...provisioners.flatMap((each) => componentLines("provisioner", each, provisionerRemarks(each))),
      ...(errorCleanup
        ? componentLines("when it fails, provisioner", errorCleanup, provisionerRemarks(errorCleanup))
        : []),
      ...postProcessors.flatMap((chain) => chain.flatMap(postProcessorLines)),
    ]),
  ];
}

const reasonText = ({ build, by, at }: DescribedNeed): string =>
  `${build} (${by === "reference" ? "uses its artifact" : by}: ${at.file} line ${at.line})`;

/** The first of a chain takes the build's artifact, each other one what came of the one before. */
const postProcessorLines = (planned: DescribedPostProcessor, at: number): readonly string[] =>
  componentLines(at === 0 ? "post-processor" : "then post-processor", planned, postProcessorRemarks(planned));

function componentLines(
  role: string,
  planned: DescribedComponent & { readonly name?: string },
  remarks: readonly string[],
): readonly string[] {
  const name = planned.name ? ` "${planned.name}"` : "";
  const place = `${planned.at.file} line ${planned.at.line}`;
  const head = `${role} ${planned.type}${name} (${[place, ...remarks].join("; ")})`;
  return [head, ...indented(writtenArguments(planned.arguments))];
}

function provisionerRemarks(planned: DescribedProvisioner): readonly string[] {
  const { pauseBefore, timeout, maxRetries, continueOnError } = planned;
  return [
    ...(pauseBefore === undefined ? [] : [`after a pause of ${formatDuration(pauseBefore)}`]),
    ...(timeout === undefined ? [] : [`for at most ${formatDuration(timeout)}`]),
    ...(maxRetries === 0 ? [] : [`tried up to ${maxRetries + 1} times`]),
    ...(continueOnError ? ["its failure is passed over"] : []),
  ];
}

function postProcessorRemarks({ keepInput }: DescribedPostProcessor): readonly string[] {
  if (keepInput === undefined) return [];
  return [keepInput ? "keeps its input" : "does not keep its input"];
}

const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === "" ? "" : `   ${line}`));
