import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * `describe` where `command` is on the PATH; elsewhere a suite that is skipped, named after what to install.
 * `more` are directories to look in beside the PATH. With INGOT_FORBID_SKIPS=1 an absent command is a failing test instead, so that a full run cannot pass by skipping.
 */
export function requires(command: string, install: string, more: readonly string[] = []): typeof describe {
  if (isInstalled(command, more)) return describe;
  const skipping = (name: string | number, body: () => void) => skipOrFail(String(name), command, install, body);
  return Object.assign(skipping, {
    only: describe.only,
    skip: describe.skip,
    each: describe.skip.each,
  }) as typeof describe;
}

function skipOrFail(name: string, command: string, install: string, body: () => void): void {
  const reason = `${name} (needs ${command}: install ${install})`;
  if (process.env.INGOT_FORBID_SKIPS !== "1") {
    describe.skip(reason, body);
    return;
  }
  test(reason, () => {
    throw new Error(`${command} is not installed, and INGOT_FORBID_SKIPS=1 forbids skipping: install ${install}`);
  });
}

function isInstalled(command: string, more: readonly string[]): boolean {
  const directories = [...(process.env.PATH ?? "").split(delimiter), ...more];
  return directories.some((directory) => isExecutable(join(directory, command)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
