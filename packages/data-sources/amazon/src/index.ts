export { amazonAmiDataSource } from "./amazon-ami-data-source.js";
