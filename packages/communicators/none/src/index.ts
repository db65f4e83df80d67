export { noneCommunicator } from "./none-communicator.js";
