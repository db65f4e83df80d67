import type { BuildContext, Communicator } from "@ingot/core/plugin";

/** A name that servers take from their clients, as those of locales. */
const variable = "LC_INGOT_ANSIBLE";

/**
 * Marks what Ansible's ssh starts on the machine. When Ansible is cancelled, that loses its connection and mostly ends, but need not, without
 * a terminal: it is looked for once the machine takes commands again, in the clean-up. A server that takes no variables from its clients
 * leaves this without effect.
 */
export function markRemoteWork(communicator: Communicator, run: BuildContext) {
  const { signal } = run;
  const mark = Buffer.from(run.host.randomBytes(16)).toString("hex");
  const end = `for f in $(grep -lsF ${variable}=${mark} /proc/[0-9]*/environ); do p=\${f#/proc/}; kill -KILL \${p%/*}; done`;
  run.defer(async () => {
    if (signal.aborted) await communicator.exec(`${end} 2>/dev/null`, { signal: run.signal }).catch(() => {}); // the machine may be gone
  });
  return { env: { [variable]: mark }, option: `-o SendEnv=${variable}` };
}
