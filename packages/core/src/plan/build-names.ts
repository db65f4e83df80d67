import type { Template } from "../template/model.js";
import { listBuilds } from "./list-builds.js";

/** What `-only` and `-except` can call the builds of a template, in its order. No component is looked at. */
export const buildNames = (template: Template): readonly string[] =>
  listBuilds(template).builds.map(({ selectedBy }) => selectedBy);
