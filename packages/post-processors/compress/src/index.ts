export { compressPostProcessor } from "./compress-post-processor.js";
