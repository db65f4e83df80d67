import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";

/** An issue where the option names what is not there. */
export function missingPath(
  path: ConfigIssue["path"],
  value: string | undefined,
  kind: "file" | "directory",
  host: CheckHost,
): ConfigIssue[] {
  if (value === undefined || host.kindOf(value) === kind) return [];
  return [
    {
      path,
      summary: "Ansible needs what is not there",
      detail: `There is no ${kind} "${value}"; ${path[0]} must name one. A relative path starts at the directory in which the run was started, here "${host.cwd}".`,
    },
  ];
}
