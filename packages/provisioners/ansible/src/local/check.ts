import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { missingPath } from "../required-path.js";
import { type AnsibleLocalConfig, playbooksOf } from "./config.js";

const files = ["playbook_file", "inventory_file", "galaxy_file"] as const;
const fileLists = ["playbook_files"] as const;
const directories = ["playbook_dir", "group_vars", "host_vars"] as const;
const directoryLists = ["playbook_paths", "role_paths", "collection_paths"] as const;

export function checkAnsibleLocal(config: AnsibleLocalConfig, host: CheckHost): ConfigIssue[] {
  const each = (name: keyof AnsibleLocalConfig, values: readonly string[], kind: "file" | "directory") =>
    values.flatMap((value, index) => missingPath([name, index], value, kind, host));
  return [
    ...playbookIssues(config),
    ...files.flatMap((name) => missingPath([name], config[name], "file", host)),
    ...fileLists.flatMap((name) => each(name, config[name], "file")),
    ...directories.flatMap((name) => missingPath([name], config[name], "directory", host)),
    ...directoryLists.flatMap((name) => each(name, config[name], "directory")),
  ];
}

function playbookIssues(config: AnsibleLocalConfig): ConfigIssue[] {
  if (playbooksOf(config).length === 0) return [noPlaybook];
  return config.playbook_file !== undefined && config.playbook_files.length > 0 ? [twoWays] : [];
}

const noPlaybook: ConfigIssue = {
  path: [],
  summary: "Missing playbook",
  detail: "The block names no playbook. Set playbook_file or playbook_files.",
};

const twoWays: ConfigIssue = {
  path: ["playbook_files"],
  summary: "Both playbook_file and playbook_files",
  detail: "The block sets playbook_file as well as playbook_files. Remove one of them.",
};
