import { type BodyInput, type Diagnostic, hasErrors, type Scope, type SourceRange } from "@ingot/hcl";
import { type DecodeConfigOptions, decodeConfig } from "../config/decode-config.js";
import type { OptionTexts } from "../config/render-body.js";
import { checkTemplate, type Fields } from "../interpolate/check-template.js";
import { functionsBeforeRun } from "../interpolate/engine-functions.js";
import type { AnyBuilder, AnyPostProcessor, AnyProvisioner, CheckHost } from "../plugin.js";
import type { Decoded, KnownArtifacts, Planned } from "./model.js";

type Exports = Readonly<Record<string, string>> | undefined;
type Render = ((template: string) => string) | undefined;
type Bodies = readonly [BodyInput, ...BodyInput[]];

/** A component with its block, as the plan holds it, and the check that the plan makes of it. */
export interface Checked<Component> {
  readonly planned: Planned<Component>;
  /** Decodes with `build.*` unknown and `{{ }}` only checked: everything that can be known to be wrong before a run. */
  check(): Decoded;
}

export interface ComponentUse<Component> {
  readonly component: Component;
  readonly range: SourceRange;
  readonly read: ReadBlock;
  /** Of legacy JSON, whose options are rendered before they are values: what texts are before a run, as far as that is known. */
  readonly known?: OptionTexts | undefined;
}

/** What there is to decode, and the names that it may use, once the machine's values and other builds' artifacts are known. */
export type ReadBlock = (
  exports: Exports,
  artifacts: KnownArtifacts | undefined,
) => {
  readonly bodies: Bodies;
  readonly scope: Scope;
  readonly diagnostics?: readonly Diagnostic[];
};

export function plannedComponent<Component extends AnyBuilder | AnyProvisioner | AnyPostProcessor>(
  { component, range, read, known }: ComponentUse<Component>,
  host: CheckHost,
): Checked<Component> {
  const readConfig = (exports: Exports, texts: DecodeConfigOptions, artifacts?: KnownArtifacts) => {
    const { bodies, scope, diagnostics = [] } = read(exports, artifacts);
    const check = component.check?.bind(component);
    const decoded = decodeConfig(component.config, bodies, scope, host, check, texts);
    return { ...decoded, diagnostics: [...diagnostics, ...decoded.diagnostics] };
  };
  const beforeRun = known ? { renderFirst: known } : onlyChecks;
  const inRun = (render: Render) => {
    if (!render) return known ? beforeRun : {};
    return known ? { renderFirst: { render } } : { render };
  };
  const decode = (exports: Exports, texts: DecodeConfigOptions, artifacts?: KnownArtifacts): Decoded => {
    const { diagnostics: all, ...decoded } = readConfig(exports, texts, artifacts);
    return { config: hasErrors(all) ? undefined : decoded.config, diagnostics: all, secrets: decoded.secrets };
  };
  return {
    planned: {
      component,
      type: component.type,
      range,
      decode: (exports = {}, render, artifacts) => decode(exports, inRun(render), artifacts),
      preview: () => readConfig(undefined, beforeRun).value,
    },
    check: () => decode(undefined, beforeRun),
  };
}

/** Of HCL: templates stay as they are. */
const onlyChecks: DecodeConfigOptions = {
  render: (template) => checked(template, []),
  checkLate: (template, fields) => checked(template, fields ?? "later"),
};

function checked(template: string, fields: Fields): string {
  checkTemplate(template, functionsBeforeRun, fields);
  return template;
}
