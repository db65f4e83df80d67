import { type Diagnostic, hasErrors } from "@ingot/hcl";
import { diagnosticJson } from "../diagnostic-json.js";
import { IngotError } from "../errors.js";
import { engineFunctions } from "../interpolate/engine-functions.js";
import { renderTemplate } from "../interpolate/render-template.js";
import type { Planned } from "../plan/model.js";
import type { AnyConfig } from "../plugin.js";
import type { BuildScope } from "./build-scope.js";
import { templateFacts } from "./template-facts.js";

/**
 * The component's config, now that `exports` are known, and what it asks of the outside is read. Its errors are told as
 * diagnostics, and fail the build.
 */
export async function decodeConfig(
  scope: BuildScope,
  planned: Planned<unknown>,
  exports?: Readonly<Record<string, string>>,
  signal: AbortSignal = scope.run.signal,
): Promise<AnyConfig> {
  const { run } = scope;
  const functions = engineFunctions(templateFacts(scope));
  const artifacts = { find: run.artifacts.find, holdsSecret: (text: string) => run.redactor.redact(text) !== text };
  const decode = () => planned.decode(exports, (text) => renderTemplate(text, {}, functions), artifacts);
  const { outside } = run.plan;
  const { config, diagnostics, secrets } = outside ? await outside.readings.settle(decode, signal) : decode();
  for (const secret of [...secrets, ...(outside?.secrets ?? [])]) run.redactor.add(secret);
  if (!hasErrors(diagnostics)) return config;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  for (const diagnostic of errors) void run.emit({ type: "diagnostic", diagnostic: diagnosticJson(diagnostic) });
  throw new IngotError({
    code: "CONFIG_INVALID",
    source: "user",
    message: errors.map(inOneLine).join("\n"),
    data: { type: planned.type },
  });
}

function inOneLine({ subject, summary, detail }: Diagnostic): string {
  const place = subject ? `${subject.source.name}:${subject.source.position(subject.start).line}: ` : "";
  return `${place}${summary}: ${detail}`;
}
