import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { CdConfig, FloppyConfig } from "./disk-fields.js";
import { flat, nested, type Placing, pathProblem } from "./disk-path.js";
import { fatPathProblems } from "./fat/fat-name.js";

export function checkFloppy(config: FloppyConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...missingPaths("floppy_files", config.floppy_files, host),
    ...missingPaths("floppy_dirs", config.floppy_dirs, host),
    ...badPaths("floppy_content", config.floppy_content),
    ...unfitNames(config, host),
    ...badLabel("floppy_label", config.floppy_label, 11),
  ];
}

export function checkCd(config: CdConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...missingPaths("cd_files", config.cd_files, host),
    ...badPaths("cd_content", config.cd_content),
    ...badLabel("cd_label", config.cd_label, 32),
  ];
}

/** What wildcards match is known when the disk is written. */
const missingPaths = (field: string, paths: readonly string[], host: CheckHost): ConfigIssue[] =>
  paths.flatMap((path, index) =>
    /[*?[\]{}\\]/.test(path) || host.kindOf(path) !== undefined
      ? []
      : [{ path: [field, index], summary: "File not found", detail: `There is no "${path}", seen from ${host.cwd}.` }],
  );

const badPaths = (field: string, content: Readonly<Record<string, string>>): ConfigIssue[] =>
  Object.keys(content).flatMap((path) => {
    const problem = pathProblem(path);
    return problem === undefined ? [] : [{ path: [field, path], summary: "Invalid path", detail: problem }];
  });

/** Of what is named itself. What directories hold, and what wildcards match, is known when the disk is written. */
function unfitNames({ floppy_files, floppy_dirs, floppy_content }: FloppyConfig, host: CheckHost): ConfigIssue[] {
  const problemOf = fatPathProblems();
  const named = (field: string, paths: readonly string[], place: Placing, kind: "file" | "directory") =>
    paths.flatMap((path, index) => (host.kindOf(path) === kind ? [{ at: [field, index], path: place(path, "") }] : []));
  const texts = Object.keys(floppy_content).map((path) => ({ at: ["floppy_content", path], path }));
  const all = [
    ...named("floppy_files", floppy_files, flat, "file"),
    ...named("floppy_dirs", floppy_dirs, nested, "directory"),
    ...texts,
  ];
  return all.flatMap(({ at, path }) => {
    const problem = problemOf(path);
    return problem === undefined ? [] : [{ path: at, summary: "Invalid path", detail: problem }];
  });
}

function badLabel(field: string, label: string, most: number): ConfigIssue[] {
  if (label.length <= most && /^[ -~]*$/.test(label)) return [];
  const detail = `"${label}" cannot be the name of such a disk: it has at most ${most} characters, of ASCII alone.`;
  return [{ path: [field], summary: "Invalid label", detail }];
}
