export { manifestPostProcessor } from "./manifest-post-processor.js";
