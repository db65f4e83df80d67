import * as expected from "../arguments/arguments.js";
import { checkArgument } from "../arguments/check-argument.js";
import type { Template } from "../template/model.js";
import { listBuilds } from "./list-builds.js";

/** What `-only` and `-except` can call the builds of a template, in its order. No component is looked at. */
export function buildNames(template: Template): readonly string[] {
  checkArgument("buildNames()", "template", template, expected.template);
  return listBuilds(template).builds.map(({ selectedBy }) => selectedBy);
}
