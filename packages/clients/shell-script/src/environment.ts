import type { BuildContext, ConfigIssue } from "@ingot/core/plugin";
import * as z from "zod";

/** The fields by which users give scripts variables. */
export const environmentFields = {
  environment_vars: z
    .array(z.string())
    .default([])
    .describe("Environment variables for the scripts, each written KEY=value."),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe("Environment variables for the scripts. Where a name is also in environment_vars, this one counts."),
};

export interface EnvironmentConfig {
  readonly environment_vars: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export type Environment = Readonly<Record<string, string>>;

export function environmentIssues(config: EnvironmentConfig): ConfigIssue[] {
  const entries = config.environment_vars.flatMap((entry, index) =>
    /^[^=]+=/.test(entry) ? [] : [badEntry(["environment_vars", index], `"${nameOf(entry)}"`)],
  );
  const names = Object.keys(config.env).flatMap((name) =>
    name !== "" && !name.includes("=") ? [] : [badName(["env", name], name)],
  );
  return [...entries, ...names, ...nulIssues(config)];
}

/** The part that is safe to show: what follows the "=" may be a secret. */
const nameOf = (entry: string) => (entry.startsWith("=") ? "=…" : entry);

const badEntry = (path: ConfigIssue["path"], shown: string): ConfigIssue => ({
  path,
  summary: "Invalid environment variable",
  detail: `${shown} does not name a variable. Write each entry as KEY=value, for example "LANG=C.UTF-8".`,
});

const badName = (path: ConfigIssue["path"], name: string): ConfigIssue => ({
  path,
  summary: "Invalid environment variable",
  detail: `"${name}" cannot be the name of an environment variable. A name is not empty and holds no "=".`,
});

function nulIssues({ environment_vars, env }: EnvironmentConfig): ConfigIssue[] {
  const suspects: [ConfigIssue["path"], string][] = [
    ...environment_vars.map((entry, index): [ConfigIssue["path"], string] => [["environment_vars", index], entry]),
    ...Object.entries(env).map(([name, value]): [ConfigIssue["path"], string] => [["env", name], name + value]),
  ];
  return suspects
    .filter(([, text]) => text.includes("\0"))
    .map(([path]) => ({
      path,
      summary: "Invalid environment variable",
      detail: "The entry holds a NUL character, which no environment can. Remove it.",
    }));
}

/** What the user asked for, and nothing else. */
export function userEnvironment({ environment_vars, env }: EnvironmentConfig): Environment {
  const listed = environment_vars.map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  return { ...Object.fromEntries(listed), ...env };
}

const httpVariables = {
  PACKER_HTTP_ADDR: "PackerHTTPAddr",
  PACKER_HTTP_IP: "PackerHTTPIP",
  PACKER_HTTP_PORT: "PackerHTTPPort",
} as const;

/** What every script is told about its build. `exports` are the machine's values for `build.*`. */
export function buildEnvironment(
  build: BuildContext["build"],
  exports: Readonly<Record<string, unknown>> = {},
): Environment {
  const served = Object.entries(httpVariables).flatMap(([name, key]) => {
    const value = exports[key];
    return typeof value === "string" && value !== "" ? [[name, value] as const] : [];
  });
  return {
    PACKER_BUILD_NAME: build.sourceName,
    PACKER_BUILDER_TYPE: build.builderType,
    ...Object.fromEntries(served),
  };
}

/** One text of all variables, sorted by name; `format` has two `%s`, for the name and for the value within single quotes. */
export function formatEnvironment(environment: Environment, format: string): string {
  return Object.keys(environment)
    .sort()
    .map((name) => formatVariable(format, name, environment[name]!))
    .join("");
}

function formatVariable(format: string, name: string, value: string): string {
  const fillings = [name, value.replaceAll("'", `'"'"'`)];
  return format.replace(/%[s%]/g, (verb) => (verb === "%%" ? "%" : (fillings.shift() ?? "")));
}
