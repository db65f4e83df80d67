export { nullDataSource } from "./null-data-source.js";
