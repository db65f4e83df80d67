export { type FixedTemplate, fixTemplate } from "./fix/fix-template.js";
export type { Fixer, Section } from "./fix/fixer.js";
export { fixers } from "./fix/fixer-list.js";
export type { ComponentKind } from "./hcl/component-fields.js";
export { type UpgradedTemplate, type UpgradeOptions, upgradeToHcl } from "./hcl/upgrade-template.js";
