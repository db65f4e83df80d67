import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { type FileConfig, sourcesOf } from "./config.js";

export function checkFile(config: FileConfig, host: CheckHost): ConfigIssue[] {
  return [...destinationIssues(config), ...directionIssues(config), ...sourceIssues(config, host)];
}

function destinationIssues({ destination, content }: FileConfig): ConfigIssue[] {
  if (destination === "") return [noDestination];
  return content !== undefined && destination.endsWith("/") ? [namelessContent(destination)] : [];
}

const noDestination: ConfigIssue = {
  path: [],
  summary: "Missing destination",
  detail: "The block does not say where to copy to. Set destination.",
};

const namelessContent = (destination: string): ConfigIssue => ({
  path: ["destination"],
  summary: "Destination has no file name",
  detail: `"${destination}" is a directory, and content has no name of its own. Add a file name to destination.`,
});

function directionIssues({ direction, content }: FileConfig): ConfigIssue[] {
  if (direction !== "upload" && direction !== "download") return [unknownDirection(direction)];
  return direction === "download" && content !== undefined ? [downloadOfContent] : [];
}

const unknownDirection = (direction: string): ConfigIssue => ({
  path: ["direction"],
  summary: "Unknown direction",
  detail: `"${direction}" is not a direction. Write "upload" or "download".`,
});

const downloadOfContent: ConfigIssue = {
  path: ["content"],
  summary: "Content cannot be downloaded",
  detail: 'content is text to write to the machine, and direction is "download". Remove one of them.',
};

function sourceIssues(config: FileConfig, host: CheckHost): ConfigIssue[] {
  const sources = sourcesOf(config);
  if (sources.length === 0) return config.content === undefined ? [nothingToCopy] : [];
  if (config.content !== undefined) return [contentAndSource];
  if (config.direction === "download" || config.generated) return [];
  return sources.flatMap((source, index) =>
    host.kindOf(source) === undefined ? [missingSource(pathOf(config, index), source, host)] : [],
  );
}

const pathOf = ({ sources }: FileConfig, index: number): ConfigIssue["path"] =>
  index < sources.length ? ["sources", index] : ["source"];

const nothingToCopy: ConfigIssue = {
  path: [],
  summary: "Nothing to copy",
  detail: "The block names nothing to copy. Set source, sources or content.",
};

const contentAndSource: ConfigIssue = {
  path: ["content"],
  summary: "Both content and source",
  detail: "The block sets content as well as a source, and one destination cannot hold both. Remove one of them.",
};

const missingSource = (path: ConfigIssue["path"], source: string, host: CheckHost): ConfigIssue => ({
  path,
  summary: "Source not found",
  detail: `The source "${source}" does not exist. A relative path starts at the directory in which the run was started, here "${host.cwd}". If the build makes it, set generated = true.`,
});
