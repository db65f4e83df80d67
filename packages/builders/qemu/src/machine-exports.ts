import { type CommunicatorConfig, connectionExports, type TemporaryKey } from "@ingot/communicator-config";
import type { MachinePlace } from "./network/machine-place.js";
import type { TemplateData } from "./template-data.js";

interface Known {
  readonly place: MachinePlace;
  readonly data: TemplateData;
  readonly key: TemporaryKey | undefined;
  readonly servesHttp: boolean;
}

/** What `build.*` tells of the machine. */
export function machineExports(config: CommunicatorConfig, { place, data, key, servesHttp }: Known) {
  const { HTTPIP = "", HTTPPort = "" } = servesHttp ? data : {};
  return {
    ...connectionExports(config, place, key),
    ID: data.Name,
    PackerHTTPAddr: servesHttp ? `${HTTPIP}:${HTTPPort}` : "",
    PackerHTTPIP: HTTPIP,
    PackerHTTPPort: HTTPPort,
  };
}
