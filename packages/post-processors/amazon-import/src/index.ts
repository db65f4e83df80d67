export { amazonImportPostProcessor } from "./amazon-import-post-processor.js";
export { amazonImportReaper } from "./import-reaper.js";
