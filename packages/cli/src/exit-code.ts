/** Packer's exit codes. `docs/cli.md` is the reference. */
export const exitCode = { success: 0, failure: 1, unformatted: 3, unknownCommand: 127 } as const;
