export { dockerTagPostProcessor } from "./docker-tag.js";
