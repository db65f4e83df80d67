import { checkLogin, ignoredPath } from "@ingot/client-docker";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { DockerBuilderConfig } from "./config.js";
import { parseRunCommand } from "./run-command.js";
import { parseDevice } from "./run-values.js";

export function checkDocker(config: DockerBuilderConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...checkOutcome(config),
    ...checkExport(config, host),
    ...checkImage(config),
    ...checkBuild(config, host),
    ...checkLogin(config),
    ...checkUnsupported(config),
    ...ignoredPath.check(config),
    ...checkDevices(config),
    ...checkRunCommand(config, host),
    ...checkCommunicator(config, host, ["docker"]),
    ...checkConnection(config),
  ];
}

function checkOutcome({ commit, discard, export_path }: DockerBuilderConfig): ConfigIssue[] {
  const chosen = [commit && "commit", discard && "discard", export_path && "export_path"].filter(Boolean);
  if (chosen.length === 1) return [];
  const summary = chosen.length === 0 ? "Nothing says what to keep" : "More than one thing to keep";
  const stand = chosen.length === 0 ? "None of them is set" : `This block sets ${chosen.join(" and ")}`;
  return [issue([], summary, `Set exactly one of commit, discard and export_path. ${stand}.`)];
}

function checkExport({ export_path }: DockerBuilderConfig, host: CheckHost): ConfigIssue[] {
  if (!export_path || host.kindOf(export_path) !== "directory") return [];
  const detail = `"${export_path}" is a directory, and the archive is a file. Add its name, such as "image.tar".`;
  return [issue(["export_path"], "Export path is a directory", detail)];
}

function checkImage({ image, build }: DockerBuilderConfig): ConfigIssue[] {
  if (image && build) return [issue(["image"], "Two base images", "Set either image or a build block, not both.")];
  if (image || build) return [];
  return [issue([], "No base image", "Set image to the image to start from, or write a build block.")];
}

function checkBuild({ build }: DockerBuilderConfig, host: CheckHost): ConfigIssue[] {
  if (!build) return [];
  const issues: ConfigIssue[] = [];
  if (host.kindOf(build.path) !== "file") {
    const detail = `There is no Dockerfile at "${build.path}", seen from ${host.cwd}.`;
    issues.push(issue(["build", "path"], "Missing Dockerfile", detail));
  }
  if (host.kindOf(build.build_dir) !== "directory") {
    const detail = `There is no directory "${build.build_dir}", seen from ${host.cwd}.`;
    issues.push(issue(["build", "build_dir"], "Missing build directory", detail));
  }
  return issues;
}

function checkUnsupported({ windows_container }: DockerBuilderConfig): ConfigIssue[] {
  if (!windows_container) return [];
  const detail = "Ingot's docker builder makes Linux containers only. Remove windows_container.";
  return [issue(["windows_container"], "Windows containers are not supported", detail)];
}

function checkDevices({ device }: DockerBuilderConfig): ConfigIssue[] {
  return device.flatMap((text, index) =>
    parseDevice(text)
      ? []
      : [
          issue(
            ["device", index],
            "Invalid device",
            `"${text}" cannot be read. Write it like /dev/fuse:/dev/fuse:rwm.`,
          ),
        ],
  );
}

function checkRunCommand(config: DockerBuilderConfig, host: CheckHost): ConfigIssue[] {
  const { problems } = parseRunCommand(config.run_command, host.env);
  return problems.map(({ index, message }) =>
    issue(index === undefined ? ["run_command"] : ["run_command", index], "Invalid run_command", message),
  );
}

/** What reaches other machines is of no use for a container, whose files and processes the engine itself gives. */
function checkConnection({ communicator }: DockerBuilderConfig): ConfigIssue[] {
  if (communicator !== "ssh" && communicator !== "winrm") return [];
  const detail = `The docker builder cannot use ${communicator} yet. Remove communicator: the Docker engine itself runs the commands and copies the files.`;
  return [issue(["communicator"], "Unsupported communicator", detail)];
}

const issue = (path: ConfigIssue["path"], summary: string, detail: string): ConfigIssue => ({ path, summary, detail });
