import type { TemplateFacts } from "../interpolate/engine-functions.js";
import { languageVersion } from "../template/template-scope.js";
import type { BuildScope } from "./build-scope.js";

/** What the functions of `{{ }}` templates know in this build. */
export function templateFacts({ run, build, exports }: BuildScope): TemplateFacts {
  return {
    buildName: build.sourceName,
    buildType: build.builderType,
    startedAt: run.plan.legacy?.readAt ?? run.startedAt,
    cwd: run.host.cwd,
    templateDirectory: run.plan.templateDirectory,
    packerVersion: languageVersion,
    ...(run.plan.legacy && { variables: run.plan.variables }),
    exports,
    randomBytes: run.host.randomBytes,
  };
}
