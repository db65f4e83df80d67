export { fileBuilder } from "./file-builder.js";
