export { artificePostProcessor } from "./artifice-post-processor.js";
