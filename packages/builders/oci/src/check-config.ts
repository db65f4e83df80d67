import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { OciConfig } from "./config.js";
import { explainMissing, parseBaseReference } from "./image-reference.js";

/** What the schema cannot say. */
export function checkConfig(config: OciConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...checkBase(config, host),
    ...checkName(config),
    ...config.copy.flatMap((_, at) => checkCopy(config, at, host)),
    ...config.mount.flatMap(({ source }, at) => checkExists(host, source, ["mount", at, "source"])),
  ];
}

function checkBase({ from }: OciConfig, host: CheckHost): ConfigIssue[] {
  const reference = parseBaseReference(from, (path) => host.kindOf(path) !== undefined);
  if (reference.kind !== "missing") return [];
  return [{ path: ["from"], summary: "Base image not found", detail: explainMissing(from) }];
}

function checkName({ name, tag }: OciConfig): ConfigIssue[] {
  if (name !== undefined || tag === "latest") return [];
  return [
    { path: ["tag"], summary: "Tag without a name", detail: `A tag belongs to a name. Add one, as in name = "app".` },
  ];
}

function checkCopy({ copy }: OciConfig, at: number, host: CheckHost): ConfigIssue[] {
  const { source, sources, programs } = copy[at]!;
  if (source === undefined && sources.length === 0 && programs.length === 0) {
    return [
      {
        path: ["copy", at],
        summary: "Nothing to copy",
        detail: "A copy block needs a source, sources or programs.",
      },
    ];
  }
  const own = source === undefined ? [] : checkExists(host, source, ["copy", at, "source"]);
  return [...own, ...sources.flatMap((path, index) => checkExists(host, path, ["copy", at, "sources", index]))];
}

/** A missing file is an error early: building takes long. */
function checkExists(host: CheckHost, source: string, path: (string | number)[]): ConfigIssue[] {
  if (host.kindOf(source) !== undefined) return [];
  return [{ path, summary: "File not found", detail: `There is nothing at "${source}".` }];
}
