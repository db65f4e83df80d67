import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import { anyAddress } from "./addresses.js";
import type { HttpConfig } from "./http-fields.js";

export function checkHttp(config: HttpConfig, host: CheckHost): ConfigIssue[] {
  return [...checkContent(config, host), ...checkPorts(config), ...checkAddress(config), ...checkProtocol(config)];
}

function checkContent({ http_directory, http_content }: HttpConfig, host: CheckHost): ConfigIssue[] {
  if (!http_directory) return [];
  if (http_content) return [bothContents];
  return host.kindOf(http_directory) === "directory" ? [] : [noDirectory(http_directory, host)];
}

const bothContents: ConfigIssue = {
  path: ["http_content"],
  summary: "Conflicting arguments",
  detail:
    "Both http_directory and http_content say what is served. Put the directory's files into http_content with file(), or the texts into the directory.",
};

const noDirectory = (path: string, { cwd }: CheckHost): ConfigIssue => ({
  path: ["http_directory"],
  severity: "warning",
  summary: "HTTP directory not found",
  detail: `There is no directory "${path}", seen from ${cwd}. Unless it is made before the machine starts, the machine is served nothing.`,
});

function checkPorts({ http_port_min: min, http_port_max: max }: HttpConfig): ConfigIssue[] {
  if (min <= max) return [];
  const detail = `http_port_min is ${min} and http_port_max is ${max}, so no port lies between them. Exchange the two.`;
  return [{ path: ["http_port_min"], summary: "Invalid port range", detail }];
}

function checkAddress({ http_interface, http_bind_address: address }: HttpConfig): ConfigIssue[] {
  if (!http_interface || address === anyAddress) return [];
  const detail = "Both http_interface and http_bind_address say where the server listens. Remove one of them.";
  return [{ path: ["http_interface"], summary: "Conflicting arguments", detail }];
}

const protocols = ["tcp", "tcp4", "tcp6"];

function checkProtocol({ http_network_protocol: protocol }: HttpConfig): ConfigIssue[] {
  if (protocols.includes(protocol)) return [];
  const detail = `"${protocol}" is not a protocol by which a machine could reach the server. Write ${protocols.join(", ")}.`;
  return [{ path: ["http_network_protocol"], summary: "Unsupported protocol", detail }];
}
