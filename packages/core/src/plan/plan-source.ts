import type { AnyBuilder } from "../plugin.js";
import type { Template } from "../template/model.js";
import { sourceScope } from "./build-values.js";
import type { BuildPlanning } from "./plan-provisioner.js";
import { type Checked, plannedComponent, type ReadBlock } from "./planned-component.js";

/** The source's block, with what the build adds to it. */
export function planSource(planning: BuildPlanning, template: Template): Checked<AnyBuilder> {
  const { build, builder, host, texts } = planning;
  const { source, overrides } = build.use;
  const read: ReadBlock = (_exports, known) => {
    const artifacts = planning.artifacts(known);
    const scope = sourceScope(template.scope, planning, artifacts);
    const added = overrides && { ...overrides, scope: sourceScope(overrides.scope, planning, artifacts) };
    return { bodies: added ? [source.block, added] : [source.block], scope };
  };
  return plannedComponent({ component: builder, range: source.block.header, read, known: texts?.inSource }, host);
}
