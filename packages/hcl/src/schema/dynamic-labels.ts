import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { Evaluated } from "../evaluate/scope.js";
import type { Expression, Label } from "../syntax/ast.js";
import { elementsOf } from "../value/content.js";
import { convert } from "../value/convert.js";
import { listType, stringType } from "../value/type.js";
import type { Value } from "../value/value.js";

export interface DynamicLabels {
  readonly labels: readonly Label[];
  /** False where a label is not known yet; a placeholder stands for it. */
  readonly certain: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** The labels that `labels = […]` gives to a generated block. */
export function dynamicLabels({ range }: Expression, { value, diagnostics }: Evaluated): DynamicLabels {
  const refuse = (detail: string): DynamicLabels => ({
    labels: [],
    certain: false,
    diagnostics: [...diagnostics, errorAt(range, "Invalid dynamic block labels", detail)],
  });
  const texts = labelTexts(value);
  if (typeof texts === "string") return refuse(texts);
  const labels = texts.map((text): Label => ({ kind: "label", text: text ?? "<unknown>", range }));
  return { labels, certain: value.isKnown && !texts.includes(undefined), diagnostics };
}

/** The texts, undefined for an unknown one; or what is wrong with them. */
function labelTexts(value: Value): readonly (string | undefined)[] | string {
  if (!value.isKnown) return [];
  const items = asStrings(value);
  if (!items || items.some((item) => item.isNull)) return "The labels must be a list of strings.";
  if ([value, ...items].some((item) => item.marks.has("sensitive"))) {
    return "The labels come from a sensitive value, and labels are shown in messages.";
  }
  return items.map((item) => (item.isKnown ? String(item.content) : undefined));
}

function asStrings(value: Value): readonly Value[] | undefined {
  if (value.isNull) return undefined;
  try {
    return elementsOf(convert(value, listType(stringType)).withoutMarks());
  } catch {
    return undefined;
  }
}
