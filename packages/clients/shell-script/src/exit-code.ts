import { IngotError } from "@ingot/core/plugin";

/** Throws unless `exitCode` is one that the user allows. `script` is its name for people. */
export function checkExitCode(exitCode: number, valid: readonly number[], script: string): void {
  if (valid.includes(exitCode)) return;
  throw new IngotError({
    code: "SCRIPT_FAILED",
    source: "user",
    message: `Script exited with non-zero exit status: ${exitCode}. Allowed exit codes are: [${valid.join(" ")}]`,
    data: { exitCode, validExitCodes: valid, script },
  });
}
