import {
  createEngine,
  createRedactor,
  type Engine,
  type Loaded,
  type LoadOptions,
  type Plan,
  type Template,
} from "@ingot/core";
import { type Diagnostic, hasErrors, reasonOf, type Source } from "@ingot/hcl";
import type { Surroundings } from "../command.js";
import type { Renderer } from "../renderers/renderer.js";
import { syntaxDoubts } from "./syntax-doubts.js";
import { loadOptions, selection, type TemplateFlags, type VariableFlags } from "./template-flags.js";

interface LoadedTemplate {
  readonly engine: Engine;
  readonly template: Template | undefined;
  /** The template's text, when it is one in Packer's old JSON. */
  readonly legacy: Source | undefined;
  readonly language: Loaded["language"] | undefined;
  /** Every file that was read. */
  readonly sources: readonly Source[];
  /** Whether there was no error at all. */
  readonly ok: boolean;
}

interface PlannedTemplate {
  readonly engine: Engine;
  /** The builds that are fit to run; undefined when there is none. */
  readonly plan: Plan | undefined;
  /** The template's text, when it is one in Packer's old JSON. */
  readonly legacy: Source | undefined;
  readonly ok: boolean;
}

/** Loads and plans, and shows what is wrong. */
export async function planTemplate(
  path: string,
  flags: TemplateFlags,
  more: LoadOptions,
  surroundings: Surroundings,
  renderer: Renderer,
): Promise<PlannedTemplate> {
  const { engine, template, legacy, ok } = await loadTemplate(path, flags, more, surroundings, renderer);
  if (!template) return { engine, plan: undefined, legacy, ok: false };
  const planning = engine.plan(template, selection(flags)); // complains of all at once, so also after errors
  const planned = await unlessCancelled(planning, surroundings);
  if (!planned) return { engine, plan: undefined, legacy, ok: false };
  const { plan, diagnostics } = planned;
  await show(diagnostics, renderer, [...template.secrets, ...template.outside.secrets, ...(plan?.secrets ?? [])]);
  return { engine, plan: ok ? plan : undefined, legacy, ok: ok && !hasErrors(diagnostics) };
}

export async function loadTemplate(
  path: string,
  flags: VariableFlags,
  more: LoadOptions,
  surroundings: Surroundings,
  renderer: Renderer,
): Promise<LoadedTemplate> {
  const { host, components, signal } = surroundings;
  const engine = createEngine({ host, components });
  const given = loadOptions(flags);
  if ("problem" in given) {
    await show([{ severity: "error", summary: "Malformed -var flag", detail: given.problem }], renderer);
    return { engine, template: undefined, legacy: undefined, language: undefined, sources: [], ok: false };
  }
  const onRead = renderer.read?.bind(renderer);
  const options = { ...given.options, ...more, signal, ...(onRead && { onRead }) };
  const loaded = await unlessCancelled(load(engine, path, options, surroundings), surroundings);
  if (!loaded) return { engine, template: undefined, legacy: undefined, language: undefined, sources: [], ok: false };
  const { template, diagnostics, secrets } = loaded;
  await show(diagnostics, renderer, secrets);
  if (!template && hasErrors(diagnostics)) await show(await syntaxDoubts(loaded.sources, host), renderer);
  const { sources, language } = loaded;
  return { engine, template, language, sources, legacy: template?.legacy && sources[0], ok: !hasErrors(diagnostics) };
}

/** `-` is standard input, as everywhere. */
async function load(engine: Engine, path: string, options: LoadOptions, { terminal }: Surroundings) {
  if (path !== "-") return engine.load(path, options);
  return engine.load("<stdin>", { ...options, text: await terminal.readInput() });
}

/** Reading from outside may take long, and is given up by an interrupt. Undefined then, and the user is told. */
async function unlessCancelled<T>(work: Promise<T>, { signal, terminal }: Surroundings): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted) throw error;
    await terminal.err(`Cancelled while the template was read: ${reasonOf(signal.reason)}\n`);
    return undefined;
  }
}

async function show(diagnostics: readonly Diagnostic[], renderer: Renderer, secrets: readonly string[] = []) {
  const { find } = createRedactor(secrets);
  for (const diagnostic of diagnostics) await renderer.diagnostic(diagnostic, find);
}
