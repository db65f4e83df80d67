import { type Diagnostic, type RenderOptions, renderDiagnostic as render } from "@ingot/hcl";
import * as expected from "./arguments/arguments.js";
import { checkArgument } from "./arguments/check-argument.js";
import { anObject, optional } from "./arguments/expected.js";
import { checkOptions, expectedOptions } from "./arguments/options.js";
import type { Host } from "./host.js";
import { nodeHost as hostOf, type NodeHostOptions } from "./node-host.js";

/** The machine that Node runs on, seen from `cwd` with `env`. */
export function nodeHost(options: NodeHostOptions): Host {
  checkOptions("nodeHost()", options, expectedOptions.nodeHost);
  return hostOf(options);
}

/** A diagnostic as text for people, with the lines of the template that it is about. */
export function renderDiagnostic(diagnostic: Diagnostic, options?: RenderOptions): string {
  checkArgument("renderDiagnostic()", "diagnostic", diagnostic, expected.diagnostic);
  checkArgument("renderDiagnostic()", "options", options, optional(anObject));
  return render(diagnostic, options);
}
