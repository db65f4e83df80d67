import { runProgram } from "@ingot/client-local";
import type { BuildContext } from "@ingot/core/plugin";

/** Amazon's program that speaks Session Manager's protocol. */
export const pluginProgram = "session-manager-plugin";

/** What the plugin that is installed can do. */
export interface Plugin {
  /** It reads the session's token from its environment, where nobody else on this machine can. */
  readonly readsEnvironment: boolean;
}

/** The first version that does. */
const firstReader = [1, 2, 497, 0];

/** Throws PROGRAM_NOT_STARTED where there is no plugin: before an instance costs anything. */
export async function findPlugin(run: BuildContext): Promise<Plugin> {
  const { output } = await runProgram(pluginProgram, ["--version"], run);
  return { readsEnvironment: isSince(output.split(".").map(Number), firstReader) };
}

function isSince(version: readonly number[], first: readonly number[]): boolean {
  const at = first.findIndex((part, index) => version[index] !== part);
  return at === -1 || version[at]! > first[at]!;
}
