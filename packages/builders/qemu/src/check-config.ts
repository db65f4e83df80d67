import { resolve } from "node:path";
import { checkCd, checkFloppy } from "@ingot/client-disk-image";
import { checkIso } from "@ingot/client-download";
import { checkHttp } from "@ingot/client-http-server";
import { checkBoot } from "@ingot/client-vnc";
import { checkCommunicator } from "@ingot/communicator-config";
import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { hostPorts, vncPorts } from "./network/ports.js";
import { isWithin, losesImage } from "./output-directory.js";
import { bootsByUefi, uefiFiles } from "./qemu/firmware.js";
import { readArguments } from "./qemu/override.js";

/** What the schema cannot say. */
export function checkConfig(config: QemuConfig, host: CheckHost): ConfigIssue[] {
  return [
    ...checkIso(config),
    ...checkDisk(config),
    ...checkOutput(config, host),
    ...checkProcessors(config),
    ...checkPorts(config),
    ...checkScreen(config),
    ...checkArguments(config),
    ...checkFirmware(config, host),
    ...checkBoot(config, hasOtherKeyboard(config) ? "other" : "us"),
    ...checkFloppy(config, host),
    ...checkCd(config, host),
    ...checkHttp(config, host),
    ...checkShutdown(config),
    ...checkCommunicator(config, host),
  ];
}

function checkDisk(config: QemuConfig): ConfigIssue[] {
  const summary = "Invalid disk settings";
  const issues: ConfigIssue[] = [];
  const need = (path: keyof QemuConfig, what: string) =>
    issues.push({
      path: [path],
      summary,
      detail: `${path} is of use with ${what} only. Set that too, or remove ${path}.`,
    });
  if (config.use_backing_file && !config.disk_image) need("use_backing_file", "disk_image = true");
  if (config.use_backing_file && config.format !== "qcow2") need("use_backing_file", 'format = "qcow2"');
  if (config.skip_resize_disk && !config.disk_image) need("skip_resize_disk", "disk_image = true");
  if (config.iso_skip_cache && config.disk_image)
    issues.push(
      conflict(
        "iso_skip_cache",
        "A disk to start from must be on this machine, so that it can be copied: remove iso_skip_cache.",
      ),
    );
  if (config.disk_compression && config.format === "raw")
    issues.push(ignored("disk_compression", "A raw disk cannot be compressed, so disk_compression has no effect."));
  return issues;
}

function checkOutput(config: QemuConfig, { cwd }: CheckHost): ConfigIssue[] {
  const { output_directory, vm_name = "", iso_url, iso_urls = [] } = config;
  const detail = `vm_name is the name of a file in output_directory, which "${vm_name}" cannot be.`;
  const issues: ConfigIssue[] = /[/\\]|^\.\.?$/.test(vm_name)
    ? [{ path: ["vm_name"], summary: "Invalid machine name", detail }]
    : [];
  if (!output_directory) return issues;
  const directory = resolve(cwd, output_directory);
  if (isWithin(cwd, directory)) return [...issues, misplaced("output_directory", holdsAll(output_directory))];
  const images = iso_url ? [iso_url] : iso_urls;
  if (!images.some((image) => isWithin(resolve(cwd, image), directory))) return issues;
  return [...issues, misplaced(iso_url ? "iso_url" : "iso_urls", losesImage)];
}

const misplaced = (path: keyof QemuConfig, detail: string): ConfigIssue => ({
  path: [path],
  summary: "Invalid output directory",
  detail,
});

const holdsAll = (written: string) =>
  `output_directory is a directory of its own: "${written}" holds the one in which Ingot was started.`;

function checkProcessors({ cpus, sockets }: QemuConfig): ConfigIssue[] {
  if (cpus === undefined || sockets === undefined || sockets <= cpus) return [];
  const detail = `${cpus} ${cpus === 1 ? "processor" : "processors"} cannot fill ${sockets} sockets. Raise cpus, or lower sockets.`;
  return [{ path: ["sockets"], summary: "Invalid processor settings", detail }];
}

function checkPorts(config: QemuConfig): ConfigIssue[] {
  const summary = "Invalid port range";
  const issues = [hostPorts(config), vncPorts(config)].flatMap(({ min, max, options }): ConfigIssue[] => {
    const detail = `${options} say which ports may be used, and ${min} is above ${max}.`;
    return min > max ? [{ path: [options.split(" ")[0]!], summary, detail }] : [];
  });
  if (config.vnc_port_min >= 5900) return issues;
  const detail = "QEMU counts the ports of screens from 5900, so vnc_port_min must be 5900 or above.";
  return [...issues, { path: ["vnc_port_min"], summary, detail }];
}

function checkScreen({ vnc_password, disable_vnc, boot_command, boot_steps }: QemuConfig): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (vnc_password && Buffer.byteLength(vnc_password) > 8)
    issues.push({
      path: ["vnc_password"],
      summary: "Invalid VNC settings",
      detail: "vnc_password has more than 8 characters, and VNC takes notice of no more.",
    });
  if (disable_vnc && (boot_command.length > 0 || boot_steps.length > 0))
    issues.push(
      conflict("disable_vnc", "Boot commands are typed over VNC: remove disable_vnc, or boot_command and boot_steps."),
    );
  return issues;
}

function checkArguments({ qemuargs }: QemuConfig): ConfigIssue[] {
  if (!readArguments(qemuargs).some(({ name }) => /^--?daemonize$/.test(name))) return [];
  const detail = "With -daemonize QEMU would be neither waited for nor ended by the build: remove it from qemuargs.";
  return [conflict("qemuargs", detail)];
}

/** QEMU knows the layout "en-us" without being told. */
const hasOtherKeyboard = ({ qemuargs }: QemuConfig): boolean =>
  readArguments(qemuargs).some(({ name, value }) => /^--?k$/.test(name) && value !== "en-us");

function checkFirmware(config: QemuConfig, host: CheckHost): ConfigIssue[] {
  if (bootsByUefi(config) && config.firmware)
    return [
      conflict(
        "firmware",
        "With UEFI the firmware is efi_firmware_code: remove firmware, or the arguments that begin with efi_.",
      ),
    ];
  const { code, vars } = uefiFiles(config, (path) => host.kindOf(path) === "file");
  const wanted: readonly (readonly [string, string])[] = bootsByUefi(config)
    ? [
        ["efi_firmware_code", code],
        ["efi_firmware_vars", vars],
      ]
    : config.firmware
      ? [["firmware", config.firmware]]
      : [];
  return wanted
    .filter(([, path]) => host.kindOf(path) !== "file")
    .map(([option, path]) => ({
      path: [option],
      summary: "Missing firmware",
      detail: `There is no file "${path}". Install the firmware (on Debian: apt-get install ovmf), or set ${option}.`,
    }));
}

function checkShutdown({ communicator, shutdown_command }: QemuConfig): ConfigIssue[] {
  if (communicator !== "none" || shutdown_command === "") return [];
  return [
    ignored(
      "shutdown_command",
      'With communicator = "none" no command can be run: the machine is waited for until it shuts down by itself.',
    ),
  ];
}

const conflict = (path: keyof QemuConfig, detail: string): ConfigIssue => ({
  path: [path],
  summary: "Conflicting arguments",
  detail,
});

const ignored = (path: keyof QemuConfig, detail: string): ConfigIssue => ({
  path: [path],
  severity: "warning",
  summary: "Ignored argument",
  detail,
});
