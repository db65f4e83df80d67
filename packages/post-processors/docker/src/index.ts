export { dockerImportPostProcessor } from "./docker-import.js";
export { dockerPushPostProcessor } from "./docker-push.js";
export { dockerSavePostProcessor } from "./docker-save.js";
export { dockerTagPostProcessor } from "./docker-tag.js";
