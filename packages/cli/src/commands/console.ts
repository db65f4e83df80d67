import { errorAt } from "@ingot/hcl";
import { defineCommand } from "../command.js";
import { answererOf } from "../console/answer.js";
import { conversationOf } from "../console/conversation.js";
import { evaluateInput } from "../console/piped-input.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import type { Renderer } from "../renderers/renderer.js";
import { loadTemplate } from "./plan-template.js";
import { idleFlags, idleTemplateFlags, variableFlags } from "./template-flags.js";

const consoleFlags = {
  types: { kind: "boolean", help: "Show each result's type as well." },
  only: idleTemplateFlags.only,
  except: idleTemplateFlags.except,
  ...variableFlags,
  "use-sequential-evaluation": idleFlags["use-sequential-evaluation"],
} as const satisfies FlagSpecs;

export const consoleCommand = defineCommand({
  name: "console",
  synopsis: "[options] [TEMPLATE]",
  description:
    "Evaluates expressions with a template's variables, locals and functions; without a\ntemplate, with functions only. Expressions from a pipe or a file are all evaluated,\nand the last result is printed.",
  example: "echo 'upper(var.release)' | ingot console web.pkr.hcl",
  flags: consoleFlags,
  positional: { minimum: 0, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const { terminal, signal } = surroundings;
    const renderer = chooseRenderer(surroundings);
    if (path === "-") return refuseStandardInput(renderer);
    const options = { allowUnset: true, ...(path === undefined && { text: "" }) };
    const { template, ok } = await loadTemplate(path ?? "", flags, options, surroundings, renderer);
    if (!template) return exitCode.failure;
    const answerer = answererOf(template, { types: flags.types ?? false });
    if (terminal.converse) {
      await terminal.converse(conversationOf(answerer, { terminal, renderer }), signal);
      return exitCode.success;
    }
    const allGood = await evaluateInput(answerer, { terminal, renderer }, signal);
    return ok && allGood ? exitCode.success : exitCode.failure;
  },
});

async function refuseStandardInput(renderer: Renderer): Promise<number> {
  const detail =
    "Expressions are read from standard input, so the template cannot be. Give the path of a file or a folder.";
  await renderer.diagnostic(errorAt(undefined, "Template not found", detail));
  return exitCode.failure;
}
