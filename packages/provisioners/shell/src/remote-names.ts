import type { Host } from "@ingot/core/plugin";
import type { ShellConfig } from "./config.js";

export interface RemoteNames {
  readonly script: string;
  readonly variables: string;
}

/** Nobody on the machine can guess them, and no two runs ever share them. */
export function remoteNames({ remote_folder, remote_file, remote_path }: ShellConfig, host: Host): RemoteNames {
  const random = () => Buffer.from(host.randomBytes(16)).toString("hex");
  return {
    script: remote_path ?? `${remote_folder}/${remote_file ?? `script_${random()}.sh`}`,
    variables: `${remote_folder}/varfile_${random()}.sh`,
  };
}
