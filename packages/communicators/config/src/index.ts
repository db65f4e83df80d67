export { checkCommunicator } from "./check-communicator.js";
export { type CommunicatorConfig, communicatorFields } from "./communicator-fields.js";
