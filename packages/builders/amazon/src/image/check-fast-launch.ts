import type { ConfigIssue } from "@ingot/core/plugin";
import type { FastLaunchConfig, ImageConfig } from "./image-fields.js";

/** Whether the settings of Windows' fast launch fit together. */
export function checkFastLaunch({ fast_launch, ami_regions }: ImageConfig, region: string | undefined): ConfigIssue[] {
  if (!fast_launch) return [];
  const { region_launch_templates } = fast_launch;
  const regions = region_launch_templates.flatMap((each, index) => {
    const path = ["fast_launch", "region_launch_templates", index];
    const isTarget = region === undefined || each.region === region || ami_regions.includes(each.region);
    return [...(isTarget ? [] : [issue([...path, "region"], noTarget(each.region))]), ...checkTemplate(path, each)];
  });
  return [...checkTemplate(["fast_launch"], fast_launch), ...regions];
}

const noTarget = (region: string) => `The AMI does not come to ${region}: add it to ami_regions, or remove this block.`;

type Template = Pick<FastLaunchConfig, "template_id" | "template_name" | "template_version">;

function checkTemplate(path: ConfigIssue["path"], template: Template): ConfigIssue[] {
  const { template_id, template_name, template_version } = template;
  if (template_id && template_name)
    return [
      issue([...path, "template_name"], "Name the launch template by template_id or by template_name, not by both."),
    ];
  if (template_version === undefined || template_id || template_name) return [];
  return [
    issue([...path, "template_version"], "A version needs the launch template: set template_id or template_name."),
  ];
}

const issue = (path: ConfigIssue["path"], detail: string): ConfigIssue => ({
  path,
  summary: "Invalid fast launch",
  detail,
});
