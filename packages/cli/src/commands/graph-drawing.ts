import type { DescribedBuild, PlanDescription } from "@ingot/core";

/** Boxes and arrows, before they are written in one language or another. Identifiers are letters and digits. */
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export interface Box {
  readonly id: string;
  readonly label: string;
  /** What is in it, the first one first; empty where only the builds are drawn. */
  readonly steps: readonly { readonly id: string; readonly label: string }[];
  /** Between its steps. */
  readonly arrows: readonly Arrow[];
}

/** `to` comes after `from`. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export function drawingOf({ builds }: PlanDescription, withSteps: boolean): Drawing {
  const ids = new Map(builds.map(({ name }, at) => [name, `build${at + 1}`]));
  const needs = builds.flatMap(({ name, needs }) => needs.map((need) => ({ from: ids.get(need), to: ids.get(name)! })));
  return {
    boxes: builds.map((build) => {
      const id = ids.get(build.name)!;
      return { id, label: build.name, ...(withSteps ? stepsOf(build, id) : { steps: [], arrows: [] }) };
    }),
    arrows: needs.flatMap(({ from, to }) => (from === undefined ? [] : [{ from, to }])),
  };
}

/** The source, then the provisioners in a row; then each chain of post-processors goes its own way. */
function stepsOf({ source, provisioners, postProcessors }: DescribedBuild, build: string): Omit<Box, "id" | "label"> {
  const steps: { id: string; label: string }[] = [];
  const arrows: Arrow[] = [];
  const add = (role: string, { type, name }: { type: string; name?: string }, after: string | undefined): string => {
    const id = `${build}step${steps.length + 1}`;
    steps.push({ id, label: name ? `${role} ${type} "${name}"` : `${role} ${type}` });
    if (after !== undefined) arrows.push({ from: after, to: id });
    return id;
  };
  let last = add("source", { type: source.type }, undefined);
  for (const provisioner of provisioners) last = add("provisioner", provisioner, last);
  for (const chain of postProcessors) {
    let before = last;
    for (const postProcessor of chain) before = add("post-processor", postProcessor, before);
  }
  return { steps, arrows };
}
