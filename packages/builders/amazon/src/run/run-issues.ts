import type { ConfigIssue } from "@ingot/core/plugin";
import type { LaunchConfig } from "./launched-machine.js";

type Option = keyof LaunchConfig;

const issueOf =
  (summary: string, severity: "error" | "warning" = "error") =>
  (option: Option | readonly [Option, ...(string | number)[]], detail: string): ConfigIssue => ({
    path: typeof option === "string" ? [option] : [...option],
    severity,
    summary,
    detail,
  });

/** Two arguments of which one excludes the other. */
export const conflict = issueOf("Conflicting arguments");

/** An argument that has no effect. */
export const ignored = issueOf("Ignored argument", "warning");

/** A value that Amazon does not know, or that is of no use with the others. */
export const invalid = issueOf("Invalid instance settings");

/** Something that must be said. */
export const missing = (detail: string): ConfigIssue => ({ path: [], summary: "Missing instance settings", detail });

/** Where `value` is none of `allowed`; without a value there is nothing wrong. */
export function unlessOneOf(
  option: Option | readonly [Option, ...(string | number)[]],
  value: string | undefined,
  allowed: readonly string[],
): ConfigIssue[] {
  if (value === undefined || value === "" || allowed.includes(value)) return [];
  const name = typeof option === "string" ? option : option.join(".");
  return [invalid(option, `${name} is ${listed(allowed)}, and "${value}" is none of them.`)];
}

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
