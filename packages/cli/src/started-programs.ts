import type { ChildProcessHandle, Host } from "@ingot/core";

/** The programs that were started through a host and have not ended. */
export interface StartedPrograms {
  /** `host`, and what it starts from now on is known here. */
  through(host: Host): Host;
  killAll(): void;
}

export function startedPrograms(): StartedPrograms {
  const running = new Set<ChildProcessHandle>();
  const remember = (child: ChildProcessHandle) => {
    const forget = () => void running.delete(child);
    child.exit.then(forget, forget);
    running.add(child);
    return child;
  };
  return {
    through: (host) => ({ ...host, spawn: (...words) => remember(host.spawn(...words)) }),
    killAll: () => {
      for (const child of running) child.kill("SIGKILL");
    },
  };
}
