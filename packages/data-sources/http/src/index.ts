export { httpDataSource } from "./http-data-source.js";
