import type { ChildProcessHandle, Host } from "@ingot/core/plugin";

/** From SIGTERM to SIGKILL, in milliseconds: long enough for QEMU to write what it holds. */
const patience = 5000;

/** Ends a program, politely and then not, and waits until it has ended. Before that it may end by itself for `grace` milliseconds. */
export async function endProgram(child: ChildProcessHandle, host: Host, grace = 0): Promise<void> {
  const over = new AbortController();
  const exit = child.exit.then(
    () => over.abort(),
    () => over.abort(),
  );
  const insist = async () => {
    await host.sleep(grace, over.signal);
    child.kill("SIGTERM");
    await host.sleep(patience, over.signal);
    child.kill("SIGKILL");
  };
  insist().catch(() => {}); // it has ended
  await exit;
}
