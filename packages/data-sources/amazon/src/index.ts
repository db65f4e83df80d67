export { amazonAmiDataSource } from "./amazon-ami-data-source.js";
export { amazonParameterstoreDataSource } from "./amazon-parameterstore-data-source.js";
export { amazonSecretsmanagerDataSource } from "./amazon-secretsmanager-data-source.js";
