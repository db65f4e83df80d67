import { openSync, writeSync } from "node:fs";
import type { ChildProcessHandle, Host } from "@ingot/core";
import { reasonOf } from "@ingot/hcl/reason";
import { setting } from "./setting.js";
import type { Terminal } from "./terminal.js";

/** Debug lines, each a JSON object: `time`, `log` (what it tells of), and what there is to tell. */
export interface Log {
  write(what: string, facts: object): void;
}

/** Writes to the file that `INGOT_LOG_PATH` names, which it empties first, else to the error output. Throws when it cannot. */
export function openLog(host: Host, terminal: Terminal): Log {
  const path = setting(host.env, "LOG_PATH");
  const print = path ? toFile(host.resolve(path)) : (line: string) => void terminal.err(line);
  return {
    write: (what, facts) => print(`${JSON.stringify({ time: host.now().toISOString(), log: what, ...facts })}\n`),
  };
}

/** At once, so that nothing is lost when the process is; only for whoever runs it, since it tells much. */
function toFile(path: string): (line: string) => void {
  const file = openSync(path, "w", 0o600);
  return (line) => void writeSync(file, line);
}

/** A host whose processes are logged. Their arguments are not: they may hold secrets. */
export function loggedHost(host: Host, log: Log): Host {
  let count = 0;
  const spawn: Host["spawn"] = (command, args, options) => {
    const process = ++count;
    log.write("process-started", { process, program: command });
    const child = host.spawn(command, args, options);
    logEnd(child, process, log);
    return child;
  };
  return { ...host, spawn };
}

function logEnd({ exit }: ChildProcessHandle, process: number, log: Log): void {
  exit.then(
    ({ code, signal }) => log.write("process-ended", { process, code, signal }),
    (error) => log.write("process-ended", { process, error: reasonOf(error) }),
  );
}
