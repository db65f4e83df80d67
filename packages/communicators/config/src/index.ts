export { checkCommunicator } from "./check-communicator.js";
export { type CommunicatorConfig, communicatorFields } from "./communicator-fields.js";
export { connectionExports } from "./connection-exports.js";
export { openCommunicator } from "./open-communicator.js";
export type { CommunicatorPlace } from "./ssh-settings.js";
export { clearTemporaryKey, type TemporaryKey, temporaryKey } from "./temporary-key.js";
