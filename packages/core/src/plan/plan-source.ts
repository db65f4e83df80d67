import type { AnyBuilder } from "../plugin.js";
import type { Template } from "../template/model.js";
import { sourceScope } from "./build-values.js";
import type { BuildPlanning } from "./plan-provisioner.js";
import { type Checked, plannedComponent } from "./planned-component.js";

/** The source's block, with what the build adds to it. */
export function planSource({ build, builder, host, texts }: BuildPlanning, template: Template): Checked<AnyBuilder> {
  const { source, overrides } = build.use;
  const scope = sourceScope(template.scope, build, builder);
  const added = overrides && { ...overrides, scope: sourceScope(overrides.scope, build, builder) };
  const bodies = added ? ([source.block, added] as const) : ([source.block] as const);
  const read = () => ({ bodies, scope });
  return plannedComponent({ component: builder, range: source.block.header, read, known: texts?.inSource }, host);
}
