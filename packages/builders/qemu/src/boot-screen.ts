import {
  type BootStep,
  bootSteps,
  connectVnc,
  keyIntervalOf,
  parseBootCommand,
  typeBootCommand,
  type VncClient,
} from "@ingot/client-vnc";
import { type BuildContext, formatDuration } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import type { StartedMachine } from "./start-machine.js";
import type { TemplateData } from "./template-data.js";

/** Types what the template wants typed while the machine boots. */
export async function typeIntoMachine(
  config: QemuConfig,
  { ports, vncPassword: password, data }: StartedMachine,
  run: BuildContext,
): Promise<void> {
  const steps = bootSteps(config);
  if (steps.length === 0 || !ports.vnc) return;
  const { vnc_bind_address: address, boot_wait } = config;
  const { port } = ports.vnc;
  const { signal } = run;
  if (boot_wait > 0) {
    run.say(`Waiting ${formatDuration(boot_wait)} for boot...`);
    await run.host.sleep(boot_wait, signal);
  }
  run.say(`Connecting to VM via VNC (${address}:${port})`);
  const client = await connectVnc({ host: reachable(address), port, ...(password && { password }), signal });
  try {
    await typeSteps(steps, client, { config, data }, run);
  } finally {
    await client.close();
  }
}

interface Typing {
  readonly config: QemuConfig;
  readonly data: TemplateData;
}

async function typeSteps(
  steps: readonly BootStep[],
  client: VncClient,
  { config, data }: Typing,
  run: BuildContext,
): Promise<void> {
  run.say("Typing the boot commands over VNC...");
  const typing = {
    keyInterval: keyIntervalOf(config, run),
    groupInterval: config.boot_keygroup_interval ?? 0,
    sleep: run.host.sleep,
    signal: run.signal,
  };
  for (const { command, description } of steps) {
    if (description) run.say(`Typing: ${description}`);
    await typeBootCommand(parseBootCommand(run.render(command, data)), client, typing);
  }
}

/** One cannot connect to "every address". */
const reachable = (address: string) => (address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address);
