import type { ast, Source } from "@ingot/hcl";
import { createOutside } from "./outside.js";
import type { LoadContext, TemplateInput } from "./read-template.js";
import { templateFunctions } from "./template-functions.js";
import { readVariables } from "./variables.js";

/** The secrets of a template that gets no further than its syntax, as far as they can be told: its lines are shown all the same. */
export function writtenSecrets(
  bodies: readonly ast.Body[],
  sources: readonly Source[],
  input: TemplateInput,
  context: LoadContext,
): readonly string[] {
  const options = { ...input.options, syntaxOnly: true, skipReading: true };
  const functions = templateFunctions(context.host, input.root, createOutside(options, context).remote);
  const { secrets } = readVariables(bodies, { ...input, options }, context.host.env, functions);
  return [...new Set([...secrets, ...sources.flatMap(defaultsAsWritten)])];
}

/**
 * Of the variables that look sensitive, what looks like the default: the mistake may be in that very line, so that it is no default to
 * the parser. In JSON it cannot be told to which variable one belongs.
 */
function defaultsAsWritten({ text, syntax }: Source): readonly string[] {
  const parts = syntax === "json" ? [text] : text.split(/^[ \t]*(?=variable\b)/m);
  const sensitive = parts.filter((part) => /\bsensitive"?\s*[=:]\s*"?true\b/.test(part));
  return sensitive.flatMap((part) =>
    [...part.matchAll(/\bdefault"?\s*[=:][ \t]*"?((?:[^"\\\r\n]|\\.)+)/g)].map(([, written]) => written!.trim()),
  );
}
