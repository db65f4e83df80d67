import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Host, IngotError } from "@ingot/core/plugin";

/** What of Docker's own `config.json` concerns us. */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, DockerConfigAuth>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly currentContext?: string;
}

export interface DockerConfigAuth {
  /** base64 of "user:password". */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

export function dockerConfigDirectory(host: Host): string {
  return host.resolve(host.env.DOCKER_CONFIG || "~/.docker");
}

/** Empty when there is no such file. Throws an `IngotError` with code DOCKER_CONFIG when it cannot be read. */
export async function readDockerConfig(host: Host): Promise<DockerConfig> {
  const path = join(dockerConfigDirectory(host), "config.json");
  try {
    const parsed: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw unreadable(path, error);
  }
}

/** The parser's own message quotes the file, which holds credentials, so it is not repeated. */
function unreadable(path: string, error: unknown): IngotError {
  const why = error instanceof SyntaxError ? "it is not JSON" : (error as Error).message;
  return new IngotError({
    code: "DOCKER_CONFIG",
    source: "user",
    message: `Docker's configuration file ${path} cannot be read: ${why}. Mend or remove it, or set DOCKER_CONFIG to another directory.`,
    data: { path },
  });
}
