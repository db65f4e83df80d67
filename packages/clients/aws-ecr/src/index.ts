export { type EcrAsker, type EcrRegistry, ecrCredentials } from "./ecr-credentials.js";
