import { IngotError } from "@ingot/core/plugin";
import * as z from "zod";

export const exitCodeFields = {
  valid_exit_codes: z
    .array(z.int())
    .default([0])
    .transform((codes) => (codes.length > 0 ? codes : [0])) // to Packer an empty list says nothing
    .describe("Exit codes that count as success."),
};

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
