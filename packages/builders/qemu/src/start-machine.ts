import { join } from "node:path";
import { type BuildContext, isIngotError } from "@ingot/core/plugin";
import { guestPortOf, type Ports, reservePorts } from "./network/ports.js";
import type { PreparedMachine } from "./prepare-machine.js";
import { type Argument, commandLine } from "./qemu/argument.js";
import { defaultArguments, type MachineSetup } from "./qemu/default-arguments.js";
import { overrideArguments, readArguments } from "./qemu/override.js";
import { type QemuProcess, startQemu } from "./qemu/qemu-process.js";
import { type TemplateData, templateData } from "./template-data.js";

/** What QEMU is told beside what was prepared. */
export interface Surroundings {
  readonly httpPort: number | undefined;
  readonly sshPublicKey: string | undefined;
  readonly vncPassword: string | undefined;
}

type Prepared = PreparedMachine & Surroundings;

export interface StartedMachine {
  readonly qemu: QemuProcess;
  readonly ports: Ports;
  readonly data: TemplateData;
  readonly vncPassword: string | undefined;
}

/** How often other programs may take a port from under us. */
const attempts = 5;

/** Starts QEMU. A port that another program takes between our look and QEMU's is exchanged for another. */
export async function startMachine(prepared: Prepared, run: BuildContext): Promise<StartedMachine> {
  for (let attempt = 1; ; attempt++) {
    const ports = await reservePorts(prepared.config, run);
    try {
      return await startOn(ports, prepared, run);
    } catch (error) {
      if (attempt === attempts || !isIngotError(error, "QEMU_ENDED") || !(await ports.areTaken())) throw error;
      run.say("Another program has taken a port that was free a moment ago; choosing others...");
      ports.release();
    }
  }
}

async function startOn(ports: Ports, prepared: Prepared, run: BuildContext): Promise<StartedMachine> {
  const { config, workDirectory, httpPort, sshPublicKey, vncPassword } = prepared;
  const data = templateData(config, { httpPort, sshPublicKey, sshHostPort: ports.forward?.port }, run);
  const args = commandLine(machineArguments(prepared, ports, data, run));
  run.say(config.disk_image ? "Starting VM, booting disk image" : "Starting VM, booting from CD-ROM");
  const qemu = await startQemu({ program: config.qemu_binary, args, socket: join(workDirectory, "qmp.sock") }, run);
  if (vncPassword !== undefined)
    await qemu.qmp.execute("set_password", { protocol: "vnc", password: vncPassword }, run.signal);
  tellOfScreen(prepared, ports, run);
  return { qemu, ports, data, vncPassword };
}

function machineArguments(prepared: Prepared, ports: Ports, data: TemplateData, run: BuildContext): Argument[] {
  const { config } = prepared;
  const rendered = config.qemuargs.map((words) => words.map((word) => run.render(word, data)));
  const given = readArguments(rendered);
  if (given.length > 0) run.say("Overriding default Qemu arguments with qemuargs template option...");
  return overrideArguments(defaultArguments(setupOf(prepared, ports, run)), given);
}

function setupOf(prepared: Prepared, { forward, vnc }: Ports, run: BuildContext): MachineSetup {
  const { config, names, vncPassword } = prepared;
  return {
    ...prepared,
    vmName: names.vmName,
    forward: forward && { hostPort: forward.port, guestPort: guestPortOf(config) },
    mac: config.net_bridge ? randomMac(run) : undefined,
    vnc: vnc && { address: config.vnc_bind_address, port: vnc.port, password: vncPassword !== undefined },
    hasScreen: hasScreen(run),
    qmpSocket: qmpSocketOf(prepared, run),
  };
}

/** QEMU gives every machine the same address, which will not do beside others on a bridge. */
function randomMac({ host }: BuildContext): string {
  const bytes = [0x52, 0x54, 0x00, ...host.randomBytes(3)];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

/** Elsewhere than on Linux there is always one. */
const hasScreen = ({ host: { platform, env } }: BuildContext): boolean =>
  platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/** QEMU runs where we do, so a path relative to that is as good, and shorter: such paths have at most 107 bytes. */
function qmpSocketOf({ config, names }: Prepared, run: BuildContext): string | undefined {
  if (!config.qmp_enable && !config.net_bridge && !config.vnc_use_password) return undefined;
  const path = config.qmp_socket_path || `${names.output}/${names.vmName}.monitor`;
  run.say(`QMP socket at: ${path}`);
  return path;
}

function tellOfScreen({ config, vncPassword }: Prepared, { vnc }: Ports, run: BuildContext): void {
  if (!vnc) return;
  const how = vncPassword === undefined ? "without a password" : `with the password "${vncPassword}"`;
  run.say(`The screen of the VM can be viewed ${how} at vnc://${config.vnc_bind_address}:${vnc.port}`);
}
