export { shellLocalPostProcessor } from "./shell-local-post-processor.js";
