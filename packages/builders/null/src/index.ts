export { nullBuilder } from "./null-builder.js";
