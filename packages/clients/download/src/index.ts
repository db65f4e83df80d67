export { cacheDirectory } from "./cache.js";
export { checkIso } from "./check-iso.js";
export { fetchIso } from "./fetch-iso.js";
export { type IsoConfig, isoFields } from "./iso-fields.js";
export { remoteIso } from "./remote-iso.js";
