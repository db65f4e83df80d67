import type { SourceRange } from "@ingot/hcl";
import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import { describeFields } from "../config/field-reference.js";
import type { AnyBuilder, AnyPostProcessor, AnyProvisioner } from "../plugin.js";
import { redactData } from "../redact/redact-data.js";
import { createRedactor } from "../redact/redactor.js";
import { type DescribedArguments, describeArguments } from "./describe-arguments.js";
import type { BuildNeed, Plan, Planned, PlannedBuild, PlannedPostProcessor, PlannedProvisioner } from "./model.js";

/** A plan as JSON-safe data, without its secrets: what would run, in which order, and with what. */
export interface PlanDescription {
  /** Each build after those that it needs. */
  readonly builds: readonly DescribedBuild[];
}

/** One build of a plan. */
export interface DescribedBuild {
  /** The full name. */
  readonly name: string;
  /** The full names of the builds that must have succeeded before this one starts. */
  readonly needs: readonly string[];
  /** Why it needs each of them. */
  readonly reasons: readonly DescribedNeed[];
  readonly source: DescribedComponent & { readonly name: string };
  /** In the order in which they run. */
  readonly provisioners: readonly DescribedProvisioner[];
  /** What runs when the build fails. */
  readonly errorCleanup?: DescribedProvisioner;
  readonly postProcessors: readonly (readonly DescribedPostProcessor[])[];
}

/** Why a build waits for another, and where that is written first. */
export interface DescribedNeed extends Pick<BuildNeed, "build" | "by"> {
  readonly at: DescribedPlace;
}

/** Where something stands in the template; lines count from 1. */
export interface DescribedPlace {
  readonly file: string;
  readonly line: number;
}

/** A source, provisioner or post-processor: its type, its block's place, and its arguments. */
export interface DescribedComponent extends DescribedArguments {
  readonly type: string;
  /** Where its block begins. */
  readonly at: DescribedPlace;
}

/** Times are milliseconds. */
export interface DescribedProvisioner extends DescribedComponent {
  readonly name?: string;
  readonly pauseBefore?: number;
  readonly timeout?: number;
  readonly maxRetries: number;
  readonly continueOnError: boolean;
}

/** A link of a chain of post-processors. */
export interface DescribedPostProcessor extends DescribedComponent {
  readonly name?: string;
  /** Absent where the template does not say. */
  readonly keepInput?: boolean;
}

const structural = new Set(["type", "file", "by"]);

/** What `ingot plan --json` prints. */
export function describePlan(plan: Plan): PlanDescription {
  checkArgument("describePlan()", "plan", plan, expected.plan);
  const builds = new Map(plan.builds.map((build) => [build.id, build]));
  const ordered = plan.nodes.flatMap(({ id, needs }) => {
    const build = builds.get(id);
    return build ? [describeBuild(build, needs)] : [];
  });
  return redactData({ builds: ordered }, createRedactor(plan.secrets), structural);
}

function describeBuild(build: PlannedBuild, needs: readonly string[]): DescribedBuild {
  return {
    name: build.name,
    needs,
    reasons: build.needs.map(({ build: other, by, range }) => ({ build: other, by, at: placeOf(range) })),
    source: { name: build.sourceName, ...describeComponent(build.source) },
    provisioners: build.provisioners.map(describeProvisioner),
    ...(build.errorCleanup && { errorCleanup: describeProvisioner(build.errorCleanup) }),
    postProcessors: build.postProcessors.map((chain) => chain.map(describePostProcessor)),
  };
}

function describeProvisioner(planned: PlannedProvisioner): DescribedProvisioner {
  const { name, pauseBefore, timeout, maxRetries, continueOnError } = planned;
  return {
    ...(name !== undefined && { name }),
    ...describeComponent(planned),
    ...(pauseBefore !== undefined && { pauseBefore }),
    ...(timeout !== undefined && { timeout }),
    maxRetries,
    continueOnError,
  };
}

function describePostProcessor(planned: PlannedPostProcessor): DescribedPostProcessor {
  const { name, keepInput } = planned;
  return {
    ...(name !== undefined && { name }),
    ...describeComponent(planned),
    ...(keepInput !== undefined && { keepInput }),
  };
}

function describeComponent<Component extends AnyBuilder | AnyProvisioner | AnyPostProcessor>(
  planned: Planned<Component>,
): DescribedComponent {
  return {
    type: planned.type,
    at: placeOf(planned.range),
    ...describeArguments(planned.preview(), describeFields(planned.component.config)),
  };
}

const placeOf = ({ source, start }: SourceRange): DescribedPlace => ({
  file: source.name,
  line: source.position(start).line,
});
