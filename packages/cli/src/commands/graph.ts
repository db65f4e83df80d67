import { describePlan } from "@ingot/core";
import { defineCommand } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import { shownText } from "../renderers/shown-text.js";
import { dotGraph } from "./graph-dot.js";
import { drawingOf } from "./graph-drawing.js";
import { mermaidGraph } from "./graph-mermaid.js";
import { planTemplate } from "./plan-template.js";
import { idleFlags, templateFlags } from "./template-flags.js";

const graphFlags = {
  format: { kind: "string", choices: ["mermaid", "dot"], help: "Mermaid, the default, or Graphviz's language." },
  steps: { kind: "boolean", help: "Show what each build consists of as well." },
  ...templateFlags,
  ...idleFlags,
} as const satisfies FlagSpecs;

export const graphCommand = defineCommand({
  name: "graph",
  synopsis: "[options] TEMPLATE",
  description:
    "Draws which build waits for which, as Mermaid for Markdown pages or as DOT for Graphviz.\nNothing is run, and nothing is read from outside.",
  example: "ingot graph -format=dot templates/ | dot -Tsvg > builds.svg",
  flags: graphFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings);
    const { plan, ok } = await planTemplate(path!, flags, { skipReading: true }, surroundings, renderer);
    if (!plan) return exitCode.failure;
    const drawing = drawingOf(describePlan(plan), flags.steps ?? false);
    await surroundings.terminal.out(shownText(flags.format === "dot" ? dotGraph(drawing) : mermaidGraph(drawing)));
    return ok ? exitCode.success : exitCode.failure;
  },
});
