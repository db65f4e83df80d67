export { fileDataSource } from "./file-data-source.js";
