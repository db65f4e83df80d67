import { quoted } from "@ingot/hcl";

/** A part of a string in HCL: text as it is, or an expression. */
export type StringPart = { readonly text: string } | { readonly expression: string };

/** A quoted string of these parts. */
export function hclString(parts: readonly StringPart[]): string {
  const written = parts.map((part, at) => {
    if ("expression" in part) return `\${${part.expression}}`;
    const next = parts[at + 1];
    return withoutMarker(escaped(part.text), next !== undefined && "expression" in next);
  });
  return `"${written.join("")}"`;
}

const escaped = (text: string) => quoted(text).slice(1, -1);

/** A dollar sign before an interpolation would make text of it. */
const withoutMarker = (text: string, isFollowed: boolean) =>
  isFollowed ? text.replace(/[$%]+$/, (marker) => `\${"${marker}"}`) : text;
