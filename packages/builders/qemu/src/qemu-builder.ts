import { serveHttp } from "@ingot/client-http-server";
import {
  clearTemporaryKey,
  filePublicKey,
  openCommunicator,
  refuseUnsupported,
  temporaryKey,
} from "@ingot/communicator-config";
import { type BuildContext, defineBuilder, type Machine } from "@ingot/core/plugin";
import { typeIntoMachine } from "./boot-screen.js";
import { checkConfig } from "./check-config.js";
import { type QemuConfig, qemuArtifact, qemuConfigSchema } from "./config.js";
import { guardedCommunicator } from "./guarded-communicator.js";
import { machineExports } from "./machine-exports.js";
import { hostWhenUp, placeOf } from "./network/machine-place.js";
import { prepareMachine } from "./prepare-machine.js";
import { saveDisks } from "./save.js";
import { shutDown } from "./shutdown.js";
import { startMachine } from "./start-machine.js";
import { untilLost } from "./until-lost.js";
import { vncPasswordOf } from "./vnc-password.js";

/** Makes virtual disks with QEMU, from an installer's CD or from a disk. */
export const qemuBuilder = defineBuilder<QemuConfig>({
  type: "qemu",
  description: "Makes virtual disks with QEMU, from an installer's CD or from a disk.",
  config: qemuConfigSchema,
  artifact: qemuArtifact,
  exports: [],
  check: checkConfig,
  start,
});

async function start(config: QemuConfig, run: BuildContext): Promise<Machine> {
  refuseUnsupported(config);
  const prepared = await prepareMachine(config, run);
  const http = await serveHttp(config, run);
  const key = await temporaryKey(config, run);
  const sshPublicKey = key?.publicKey ?? (await filePublicKey(config, run));
  const surroundings = { httpPort: http?.port, sshPublicKey, vncPassword: vncPasswordOf(config, run) };
  const started = await startMachine({ ...prepared, ...surroundings }, run);
  const { qemu, data } = started;
  const waiting = untilLost(run, qemu.lost);
  await typeIntoMachine(config, started, waiting);
  const place = await placeOf(config, started, waiting);
  const host = hostWhenUp(config, started, place, waiting);
  const communicator = await openCommunicator(config, { ...place, host, ...(key && { key }) }, waiting);
  const guarded = guardedCommunicator(communicator, qemu);
  return {
    communicator: guarded,
    exports: machineExports(config, { place, data, key, servesHttp: http !== undefined }),
    lost: qemu.died,
    save: async (saving) => {
      await clearTemporaryKey(config, key, guarded, saving);
      await shutDown({ config, qemu, communicator }, saving);
      return saveDisks(prepared, saving);
    },
  };
}
