import {
  type BodyInput,
  type DecodedBody,
  type Diagnostic,
  decodeBody,
  distinctDiagnostics,
  errorAt,
  hasErrors,
  type Path,
  type Scope,
  sensitiveStrings,
  type Value,
} from "@ingot/hcl";
import type { z } from "zod";
import { isIngotError } from "../errors.js";
import type { CheckHost, ConfigIssue } from "../plugin.js";
import { bodySpecOf } from "./body-spec.js";
import { concealSecrets } from "./conceal-secrets.js";
import { checkDiagnostic, schemaDiagnostic } from "./issue-diagnostic.js";
import { isMissing } from "./issue-text.js";
import { parseKnown } from "./parse-known.js";
import { plainConfig } from "./plain-config.js";
import { type OptionTexts, renderBodies } from "./render-body.js";
import { type RenderLate, renderTemplates } from "./render-templates.js";
import { secretFieldTexts } from "./secret-fields.js";
import { mayChange, unknownPaths } from "./unknown-paths.js";

export interface DecodedConfig<Config> {
  /** The arguments before the schema saw them: what is unknown, sensitive or not set is so there. */
  readonly value: Value;
  /**
   * Undefined when there are errors, and when what is not known yet leaves the schema nothing to work with. Unless
   * `whollyKnown`, placeholders stand for what is unknown.
   */
  readonly config: Config | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly whollyKnown: boolean;
  /** Every string within a sensitive value, or in a field marked `secretText`: what no output may show. */
  readonly secrets: readonly string[];
}

export interface DecodeConfigOptions {
  /**
   * Renders a `{{ }}` template in an option that is not marked otherwise; throws `IngotError` TEMPLATE_ENGINE. A text
   * that comes back as it was cannot be rendered yet, and counts as unknown. Absent: such text is taken as it is.
   */
  readonly render?: (text: string) => string;
  /** Throws the same for what can be seen to be wrong in a template that the component renders itself; gives the text back. */
  readonly checkLate?: (text: string, fields: readonly string[] | undefined) => string;
  /** For legacy JSON, instead of `render`: options are rendered before they are converted, by Packer's weak rules. */
  readonly renderFirst?: OptionTexts;
}

/**
 * A component's config from its block, or from several that are merged: evaluated, converted, rendered, parsed by
 * `schema`, and checked. Never reports what is unknown as missing or wrong.
 */
export function decodeConfig<Config>(
  schema: z.ZodType<Config>,
  bodies: BodyInput | readonly [BodyInput, ...BodyInput[]],
  scope: Scope,
  host: CheckHost,
  check?: (config: Config, host: CheckHost) => readonly ConfigIssue[],
  options: DecodeConfigOptions = {},
): DecodedConfig<Config> {
  const { renderFirst } = options;
  const inputs = "kind" in bodies ? ([bodies] as const) : bodies;
  const texts = renderFirst ? renderBodies(schema, inputs, renderFirst) : { bodies: inputs, diagnostics: [] };
  const body = decodeBody(texts.bodies, bodySpecOf(schema), scope, { weak: renderFirst !== undefined });
  const rendered = renderOptions(schema, plainConfig(body.value), body, options);
  const unknown = [...unknownPaths(body.value), ...rendered.unrendered];
  const parsed = parseKnown(schema, rendered.data, unknown);
  const isFit = parsed.config !== undefined && !body.isMisspelt; // what a check misses may be what is misspelt
  const checked = isFit && check ? check(parsed.config!, host) : [];
  const diagnostics = [
    ...texts.diagnostics,
    ...body.diagnostics,
    ...rendered.diagnostics,
    ...schemaProblems(parsed.issues, body),
    ...checked.filter(({ path }) => !mayChange(path, unknown)).map((issue) => checkDiagnostic(issue, body)),
  ];
  const secrets = [...new Set([...sensitiveStrings(body.value), ...secretFieldTexts(schema, rendered.data)])];
  return {
    value: body.value,
    config: hasErrors(diagnostics) ? undefined : parsed.config,
    diagnostics: concealSecrets(distinctDiagnostics(diagnostics), secrets),
    whollyKnown: unknown.length === 0,
    secrets,
  };
}

/** What is missing is told with the body, unless it is there, misspelt. */
const schemaProblems = (issues: readonly z.core.$ZodIssue[], body: DecodedBody): readonly Diagnostic[] =>
  issues.filter((issue) => !(body.isMisspelt && isMissing(issue))).map((issue) => schemaDiagnostic(issue, body));

interface RenderedOptions {
  readonly data: unknown;
  readonly diagnostics: readonly Diagnostic[];
  /** What is still a template, because it was left alone or is wrong. */
  readonly unrendered: readonly Path[];
}

function renderOptions(
  schema: z.ZodType,
  data: unknown,
  body: DecodedBody,
  { render, checkLate }: DecodeConfigOptions,
): RenderedOptions {
  if (!render) return { data, diagnostics: [], unrendered: [] };
  const diagnostics: Diagnostic[] = [];
  const unrendered: Path[] = [];
  const attempt = (work: (text: string) => string, text: string, path: Path): string => {
    const { rendered, problem } = tryRender(work, text);
    if (problem !== undefined) diagnostics.push(errorAt(body.rangeOf(path), "Invalid template", problem));
    return rendered;
  };
  const renderOption = (text: string, path: Path): string => {
    const rendered = attempt(render, text, path);
    if (rendered === text) unrendered.push(path);
    return rendered;
  };
  const late: RenderLate | undefined =
    checkLate && ((text, path, fields) => attempt((template) => checkLate(template, fields), text, path));
  return { data: renderTemplates(schema, data, renderOption, late), diagnostics, unrendered };
}

function tryRender(render: (text: string) => string, text: string): { rendered: string; problem?: string } {
  try {
    return { rendered: render(text) };
  } catch (error) {
    if (!isIngotError(error, "TEMPLATE_ENGINE")) throw error;
    return { rendered: text, problem: error.message };
  }
}
