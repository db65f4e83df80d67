export { externalDataSource } from "./external-data-source.js";
