export { checkCommunicator } from "./check-communicator.js";
export { type CommunicatorConfig, communicatorFields } from "./communicator-fields.js";
export { connectionExports } from "./connection-exports.js";
export { openCommunicator, refuseUnsupported } from "./open-communicator.js";
export { type CommunicatorPlace, filePublicKey } from "./ssh-settings.js";
export { adoptKey, clearTemporaryKey, type MadeKey, type TemporaryKey, temporaryKey } from "./temporary-key.js";
