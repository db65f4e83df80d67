import { spawnSync } from "node:child_process";
import { skippedFor } from "./requires.js";

const defaultAddress = "unix:///var/run/docker.sock";

/** Asks `/_ping` in a process of its own, since a suite must be declared without waiting. Exit status 0: an engine answers. */
const probe = `
  const url = process.argv[1];
  const target = url.startsWith("unix://")
    ? { socketPath: url.slice(7) }
    : { host: new URL(url).hostname, port: new URL(url).port };
  const request = require("node:http").get({ ...target, path: "/_ping", timeout: 5000 }, (response) => {
    process.exit(response.headers["api-version"] ? 0 : 1);
  });
  request.on("error", () => process.exit(1));
  request.on("timeout", () => process.exit(1));
`;

/** The engine's address for tests: DOCKER_HOST, or the system's socket. */
export const testDockerHost = (): string => process.env.DOCKER_HOST || defaultAddress;

/**
 * `describe` where a Docker engine answers; elsewhere a suite that is skipped and says how to start one. With
 * INGOT_FORBID_SKIPS=1 its absence is a failing test instead.
 */
export function requiresDocker(): typeof describe {
  if (spawnSync(process.execPath, ["-e", probe, testDockerHost()]).status === 0) return describe;
  return skippedFor(`no Docker engine answers at ${testDockerHost()}: eval "$(.ci/docker-engine.sh start)"`);
}
