import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic, SourceRange } from "@ingot/hcl";
import { testHost } from "@ingot/testing";
import type { Loaded, LoadOptions } from "../engine-api.js";
import type { Host } from "../host.js";
import type { ComponentLoader } from "../plugin.js";
import { createRegistry } from "../registry.js";
import { loadTemplate } from "./load.js";
import type { Template } from "./model.js";

export interface LoadSetting extends LoadOptions {
  /** What is loaded; default: the folder with all the files. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly componentTypes?: readonly string[];
  /** Data sources and value stores. */
  readonly components?: readonly ComponentLoader[];
}

export interface LoadOutcome extends Omit<Loaded, "diagnostics"> {
  readonly host: Host;
  readonly problems: readonly string[];
}

/** Loads a template from files of the given content, or from one `main.pkr.hcl`. */
export async function load(
  files: string | Readonly<Record<string, string>>,
  setting: LoadSetting = {},
): Promise<LoadOutcome> {
  const { path = ".", env, componentTypes = ["null", "docker", "docker-tag"], components = [], ...options } = setting;
  using host = testHost(env);
  writeFiles(host.directory, typeof files === "string" ? { "main.pkr.hcl": files } : files);
  const { diagnostics, ...loaded } = await loadTemplate(path, options, {
    host,
    componentTypes,
    registry: createRegistry(components),
  });
  return { ...loaded, host, problems: diagnostics.map(told) };
}

/** The template, which must be free of complaints. */
export async function goodTemplate(
  files: string | Readonly<Record<string, string>>,
  setting?: LoadSetting,
): Promise<Template> {
  const { template, problems } = await load(files, setting);
  if (!template || problems.length > 0) throw new Error(problems.join("\n"));
  return template;
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

/** "error main.pkr.hcl:3 `subject`: Summary: Detail". */
export function told({ severity, summary, detail, subject }: Diagnostic): string {
  return `${severity}${subject ? ` ${placeAndText(subject)}` : ""}: ${summary}: ${detail}`;
}

function placeAndText({ source, start, end }: SourceRange): string {
  return `${source.name}:${source.position(start).line} \`${source.text.slice(start, end)}\``;
}
