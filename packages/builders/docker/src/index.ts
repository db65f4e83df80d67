export { dockerBuilder } from "./docker-builder.js";
export { dockerReaper } from "./docker-reaper.js";
