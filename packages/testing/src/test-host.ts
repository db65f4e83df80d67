import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Host, nodeHost } from "@ingot/core";

export interface TestHost extends Host, Disposable {
  /** The same as `cwd`: an empty directory of the test's own, removed at the end. */
  readonly directory: string;
}

/** The real host, in a directory of its own: `using host = testHost()`. */
export function testHost(env: Readonly<Record<string, string | undefined>> = {}): TestHost {
  const directory = mkdtempSync(join(tmpdir(), "ingot-test-"));
  const host = nodeHost({
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, ...env },
    stateDirectory: join(directory, ".state"),
    tempDirectory: directory,
  });
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }); // a machine's last programs may be at work in it
  return { ...host, directory, [Symbol.dispose]: remove };
}
