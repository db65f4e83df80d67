import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "@ingot/hcl";
import { explainingFileErrors } from "../file-error.js";
import { engineFunctions } from "../interpolate/engine-functions.js";
import { renderTemplate } from "../interpolate/render-template.js";
import type { BuildContext, BuildIdentity } from "../plugin.js";
import { askUser } from "./ask-user.js";
import { type BuildScope, tell } from "./build-scope.js";
import { removeTree } from "./remove-tree.js";
import { acquireResource } from "./resource-lease.js";
import { templateFacts } from "./template-facts.js";
import { timedStep } from "./timed-step.js";

export interface ContextOptions {
  readonly signal: AbortSignal;
  /** The post-processor's type, where one speaks. */
  readonly component?: string;
}

/** What one call of a component gets to know. Its `signal` is a fresh one while a clean-up runs. */
export function createContext(scope: BuildScope, { signal, component }: ContextOptions): BuildContext {
  const { run, build } = scope;
  const from = { build: build.name, ...(component !== undefined && { component }) };
  const currentSignal = () => scope.cleanupSignal ?? signal;
  const context: BuildContext = {
    runId: run.runId,
    build: identityOf(build),
    force: run.force,
    debug: run.debug,
    host: run.host,
    get signal() {
      return currentSignal();
    },
    say: (text) => void run.emit({ type: "message", ...from, level: "info", text }),
    warn: (text) => void run.emit({ type: "message", ...from, level: "warning", text }),
    output: ({ stream, text }) => run.emit({ type: "output", ...from, stream, text }),
    ask: async (text, options) => {
      const signal = currentSignal();
      const answer = await askUser(scope, { text, defaultAnswer: "", ...options }, signal);
      signal.throwIfAborted();
      if (options?.isSecret && answer) run.redactor.add(answer);
      return answer;
    },
    hide: run.redactor.add,
    redact: run.redactor.redact,
    step: (name, work) => timedStep(scope, name, work),
    defer: (cleanup) => defer(scope, cleanup),
    acquire: (intent, create, destroy, options) =>
      acquireResource(scope, currentSignal(), { intent, create, destroy, ...options }),
    tempDirectory: () => acquireDirectory(context),
    render: (template, data = {}) =>
      renderTemplate(template, { ...scope.exports, ...data }, engineFunctions(templateFacts(scope))),
  };
  return context;
}

const identityOf = ({ name, builderType, sourceName }: BuildIdentity): BuildIdentity => ({
  name,
  builderType,
  sourceName,
});

/** After the build's end the clean-up runs at once: its owner was too late. */
function defer(scope: BuildScope, cleanup: () => Promise<void> | void): void {
  if (!scope.closed) scope.cleanups.push({ run: cleanup });
  else
    void (async () => cleanup())().catch((error) =>
      tell(scope, `A late clean-up failed: ${reasonOf(error)}`, "warning"),
    );
}

async function acquireDirectory({ runId, host, acquire }: BuildContext): Promise<string> {
  const name = Buffer.from(host.randomBytes(4)).toString("hex");
  const path = join(host.tempDirectory, `ingot-${runId}-${name}`);
  await acquire(
    { kind: "local.directory", description: `directory ${path}`, handle: { path } },
    () => explainingFileErrors(() => mkdir(path, { mode: 0o700 }), temporaryTask(host.tempDirectory)),
    () => removeTree(path),
  );
  return path;
}

const temporaryTask = (parent: string) => ({
  what: `make a temporary directory in "${parent}"`,
  mend: "Mend that, or name another directory with TMPDIR.",
});
