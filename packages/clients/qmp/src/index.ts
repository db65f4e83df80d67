export type { QmpEvent } from "./message.js";
export { connectQmp, type QmpClient, type QmpSettings } from "./qmp-client.js";
