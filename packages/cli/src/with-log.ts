import { reasonOf } from "@ingot/hcl/reason";
import type { Surroundings } from "./command.js";
import { exitCode } from "./exit-code.js";
import { type Log, loggedHost, openLog } from "./log.js";
import { shownText } from "./renderers/shown-text.js";
import { languageVersion, version } from "./version.js";

/** Does the work with a log, which tells its beginning and its end as well. */
export async function withLog(
  surroundings: Surroundings,
  work: (surroundings: Surroundings) => Promise<number>,
): Promise<number> {
  const { host, terminal } = surroundings;
  const log = await open(surroundings);
  if (!log) return exitCode.failure;
  const { platform, arch, cwd } = host;
  log.write("started", { version, languageVersion, platform, arch, cwd });
  const code = await work({ ...surroundings, terminal, host: loggedHost(host, log), log });
  log.write("ended", { code });
  return code;
}

async function open({ host, terminal }: Surroundings): Promise<Log | undefined> {
  try {
    return openLog(host, terminal);
  } catch (error) {
    await terminal.err(shownText(`Error: The log cannot be written: ${reasonOf(error)}\n`));
    return undefined;
  }
}
