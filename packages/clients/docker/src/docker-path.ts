import { type ConfigIssue, optionalText } from "@ingot/core/plugin";

/** `docker_path`, which blocks for Packer may have: the field and its check. */
export const ignoredPath = {
  field: optionalText().describe("Ignored: Ingot talks to the engine itself and needs no docker program."),
  check({ docker_path }: { readonly docker_path?: string | undefined }): ConfigIssue[] {
    if (!docker_path) return [];
    const detail = "Ingot talks to the Docker engine itself and runs no docker program. docker_path has no effect.";
    return [{ path: ["docker_path"], severity: "warning", summary: "Ignored argument", detail }];
  },
};
