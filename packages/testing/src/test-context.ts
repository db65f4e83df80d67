import { setMaxListeners } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "@ingot/core";
import type { Acquired, BuildContext, OutputLine, ResourceIntent } from "@ingot/core/plugin";

/** A `BuildContext` for tests of single components: it records what is said and cleans up when it is closed. */
export interface TestContext extends BuildContext, AsyncDisposable {
  readonly said: string[];
  readonly warned: string[];
  readonly lines: OutputLine[];
  readonly hidden: string[];
  readonly asked: string[];
  /** Intents in order, with what became of each. */
  readonly resources: { intent: ResourceIntent; state: "intended" | "created" | "destroyed" | "kept" }[];
  /** Runs what was deferred and acquired, newest first. The first error is thrown when all has run. */
  close(): Promise<void>;
}

export interface TestContextOptions
  extends Partial<Pick<BuildContext, "force" | "debug" | "signal" | "build" | "runId" | "render">> {
  readonly host: Host;
  /** What a person would answer, in order; when they are used up, nobody is there. */
  readonly answers?: readonly string[];
}

export function testContext(options: TestContextOptions): TestContext {
  const cleanups: (() => Promise<void> | void)[] = [];
  const said: string[] = [];
  const warned: string[] = [];
  const lines: OutputLine[] = [];
  const hidden: string[] = [];
  const asked: string[] = [];
  const answers = [...(options.answers ?? [])];
  const resources: TestContext["resources"] = [];
  const runId = options.runId ?? Buffer.from(options.host.randomBytes(16)).toString("hex");
  const context: TestContext = {
    runId,
    build: { name: "null.test", builderType: "null", sourceName: "test" },
    force: false,
    debug: false,
    signal: new AbortController().signal,
    render: renderFields,
    ...options,
    said,
    warned,
    lines,
    hidden,
    asked,
    resources,
    say: (message) => void said.push(message),
    warn: (message) => void warned.push(message),
    output: (line) => void lines.push(line),
    ask: async (question) => {
      asked.push(question);
      return answers.shift();
    },
    hide: (secret) => void hidden.push(secret),
    redact: (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, "<sensitive>"), text),
    step: (_name, work) => work(),
    defer: (cleanup) => void cleanups.push(cleanup),
    acquire: async (intent, create, destroy, { isThere = () => true } = {}) => {
      const resource: TestContext["resources"][number] = { intent, state: "intended" };
      resources.push(resource);
      const value = await create();
      if (isThere(value)) resource.state = "created";
      const acquired = releasable(value, resource, destroy);
      cleanups.push(acquired.release);
      return acquired;
    },
    tempDirectory: () => makeDirectory(context, join(options.host.tempDirectory, `ingot-${runId}-${cleanups.length}`)),
    close: () => runNewestFirst(cleanups),
    [Symbol.asyncDispose]: () => runNewestFirst(cleanups),
  };
  setMaxListeners(0, context.signal); // as the engine has it
  return context;
}

async function makeDirectory(context: Pick<BuildContext, "acquire">, path: string): Promise<string> {
  const intent = { kind: "local.directory", description: `directory ${path}`, handle: { path } };
  await context.acquire(
    intent,
    () => mkdir(path, { mode: 0o700 }),
    () => rm(path, { recursive: true, force: true }),
  );
  return path;
}

function releasable<T>(
  value: T,
  resource: TestContext["resources"][number],
  destroy: (value: T) => Promise<void>,
): Acquired<T> {
  const release = async () => {
    if (resource.state === "destroyed" || resource.state === "kept") return;
    resource.state = "destroyed";
    await destroy(value);
  };
  const keep = async () => {
    resource.state = "kept";
  };
  return { value, release, keep };
}

async function runNewestFirst(cleanups: (() => Promise<void> | void)[]): Promise<void> {
  const errors: unknown[] = [];
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
    try {
      await cleanup();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** `{{ .Name }}` only: the engine's renderer has tests of its own. */
function renderFields(template: string, data: Readonly<Record<string, unknown>> = {}): string {
  return template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_all, name: string) => String(data[name] ?? "<no value>"));
}
