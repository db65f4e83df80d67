import type { QemuConfig } from "../config.js";
import { type Argument, argument, options } from "./argument.js";
import { type Media, mediaArguments } from "./disk-arguments.js";
import { processors } from "./processors.js";

/** All that the command line depends on. */
export interface MachineSetup {
  readonly config: QemuConfig;
  readonly vmName: string;
  readonly accelerator: string;
  readonly media: Media;
  readonly firmware: readonly Argument[];
  /** The port of the guest, and ours that leads to it; undefined where none does. */
  readonly forward: { readonly hostPort: number; readonly guestPort: number } | undefined;
  /** The network card's address, where the guest is found by it. */
  readonly mac: string | undefined;
  readonly vnc: { readonly address: string; readonly port: number; readonly password: boolean } | undefined;
  readonly hasScreen: boolean;
  /** The socket for others than us. */
  readonly qmpSocket: string | undefined;
  /** The socket of the emulated TPM. */
  readonly tpmSocket: string | undefined;
}

/** The lowest port that VNC's displays count from. */
const firstDisplay = 5900;

/** What QEMU gets where `qemuargs` says nothing else, in an order that depends on nothing but the setup. */
export const defaultArguments = (setup: MachineSetup): Argument[] => [
  argument("-name", setup.vmName.replaceAll(",", ",,")),
  ...computer(setup),
  ...network(setup),
  ...mediaArguments(setup.config, setup.media),
  ...setup.firmware,
  ...boot(setup),
  ...screen(setup),
  ...control(setup),
  ...tpm(setup),
];

function computer({ config, accelerator }: MachineSetup): Argument[] {
  const smp = processors(config);
  const accel = accelerator === "none" ? undefined : accelerator;
  return [
    argument("-machine", options({ type: config.machine_type, accel })),
    argument("-m", `${config.memory < 10 ? 512 : config.memory}M`),
    ...(smp === undefined ? [] : [argument("-smp", smp)]),
    ...(config.cpu_model ? [argument("-cpu", config.cpu_model)] : []),
    ...(config.vga ? [argument("-vga", config.vga)] : []),
  ];
}

/** The guest's port is open to this machine only, unlike with Packer. */
function network({ config, forward, mac }: MachineSetup): Argument[] {
  const hostfwd = forward && `tcp:127.0.0.1:${forward.hostPort}-:${forward.guestPort}`;
  const netdev = config.net_bridge
    ? `bridge,${options({ id: "user.0", br: config.net_bridge })}`
    : `user,${options({ id: "user.0", hostfwd })}`;
  const device = `${config.net_device},${options({ netdev: "user.0", mac })}`;
  return [argument("-netdev", netdev), { ...argument("-device", device), unlessGiven: /(?:^|,)netdev=/ }];
}

/** UEFI keeps the order of booting in its variables. */
const boot = ({ config, firmware }: MachineSetup): Argument[] =>
  firmware.length > 1 ? [] : [argument("-boot", config.disk_image ? "c" : "once=d")];

function screen({ config, vnc, hasScreen }: MachineSetup): Argument[] {
  const served = vnc && `${hostPart(vnc.address)}:${vnc.port - firstDisplay}${vnc.password ? ",password=on" : ""}`;
  const display = displayOf(config, hasScreen);
  return [
    ...(served === undefined ? [] : [argument("-vnc", served)]),
    ...(display === undefined ? [] : [argument("-display", display)]),
  ];
}

const hostPart = (address: string) => (address.includes(":") ? `[${address}]` : address);

/** Undefined leaves the choice to QEMU, which is what `none` means in a template. */
function displayOf({ headless, display, use_default_display }: QemuConfig, hasScreen: boolean): string | undefined {
  if (headless) return "none";
  if (use_default_display || display === "none") return undefined;
  return display || (hasScreen ? "gtk" : "none");
}

const control = ({ qmpSocket }: MachineSetup): Argument[] =>
  qmpSocket === undefined ? [] : [argument("-qmp", `unix:${qmpSocket.replaceAll(",", ",,")},server=on,wait=off`)];

function tpm({ config, tpmSocket }: MachineSetup): Argument[] {
  if (tpmSocket === undefined) return [];
  return [
    argument("-chardev", `socket,${options({ id: "vtpm", path: tpmSocket })}`),
    argument("-tpmdev", "emulator,id=tpm0,chardev=vtpm"),
    { ...argument("-device", `${config.tpm_device_type},tpmdev=tpm0`), unlessGiven: /(?:^|,)tpmdev=/ },
  ];
}
