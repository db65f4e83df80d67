import { quoted } from "@ingot/hcl";

/** A part of a string in HCL: text as it is, an expression, or a directive such as `else`. */
export type StringPart = { readonly text: string } | { readonly expression: string } | { readonly directive: string };

/** A quoted string of these parts. */
export function hclString(parts: readonly StringPart[]): string {
  const written = merged(parts).map((part, at, all) => {
    if ("expression" in part) return `\${${part.expression}}`;
    if ("directive" in part) return `%{ ${part.directive} }`;
    return withoutMarker(escaped(part.text), at < all.length - 1);
  });
  return `"${written.join("")}"`;
}

/** Text beside text is one: an escape may go over both. */
function merged(parts: readonly StringPart[]): readonly StringPart[] {
  const result: StringPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last && "text" in last && "text" in part) result[result.length - 1] = { text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

const escaped = (text: string) => quoted(text).slice(1, -1);

/** A dollar sign before an interpolation would make text of it. */
const withoutMarker = (text: string, isFollowed: boolean) =>
  isFollowed ? text.replace(/[$%]+$/, (marker) => `\${"${marker}"}`) : text;
