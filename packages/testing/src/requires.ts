import { accessSync, constants } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";

/**
 * `describe` where `command` is on the PATH; elsewhere a suite that is skipped, named after what to install.
 * `more` are directories to look in beside the PATH. With INGOT_FORBID_SKIPS=1 an absent command is a failing test instead, so that a full run cannot pass by skipping.
 */
export function requires(command: string, install: string, more: readonly string[] = []): typeof describe {
  return isInstalled(command, more) ? describe : skippedFor(`needs ${command}: install ${install}`);
}

/** `describe` where root runs the tests, who alone can do what the suite does. */
export const requiresRoot = (): typeof describe =>
  userInfo().uid === 0 ? describe : skippedFor("needs root: run the tests as root");

/** `describe` where each of `suites` is; else the first that is skipped. */
export const requiresAll = (...suites: readonly (typeof describe)[]): typeof describe =>
  suites.find((suite) => suite !== describe) ?? describe;

/** A suite that is skipped, or fails where skips are forbidden; its name says what it needs. */
export function skippedFor(need: string): typeof describe {
  const skipping = (name: string | number, body: () => void) => skipOrFail(`${name} (${need})`, body);
  return Object.assign(skipping, {
    only: describe.only,
    skip: describe.skip,
    each: describe.skip.each,
  }) as typeof describe;
}

function skipOrFail(reason: string, body: () => void): void {
  if (process.env.INGOT_FORBID_SKIPS !== "1") {
    describe.skip(reason, body);
    return;
  }
  test(reason, () => {
    throw new Error(`INGOT_FORBID_SKIPS=1 forbids skipping: ${reason}`);
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
