export { checksumPostProcessor } from "./checksum-post-processor.js";
