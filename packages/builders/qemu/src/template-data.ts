import type { BuildContext } from "@ingot/core/plugin";
import type { QemuConfig } from "./config.js";
import { machineNames } from "./machine-names.js";
import { hostAddressFor } from "./network/ports.js";
import type { templateNames } from "./template-names.js";

/** The values of the names that templates may use. */
export type TemplateData = Readonly<Record<(typeof templateNames)[number], string>>;

export interface KnownOfMachine {
  /** Undefined where nothing is served. */
  readonly httpPort: number | undefined;
  readonly sshHostPort: number | undefined;
  readonly sshPublicKey: string | undefined;
}

/** A port that there is not is 0, as with Packer. */
export function templateData(config: QemuConfig, known: KnownOfMachine, run: BuildContext): TemplateData {
  const { output, vmName } = machineNames(config, run);
  return {
    HTTPIP: hostAddressFor(config, run),
    HTTPPort: String(known.httpPort ?? 0),
    HTTPDir: config.http_directory ?? "",
    OutputDir: output,
    Name: vmName,
    SSHHostPort: String(known.sshHostPort ?? 0),
    SSHPublicKey: known.sshPublicKey ?? "",
  };
}
