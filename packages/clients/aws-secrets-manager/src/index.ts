export { awsSecretsManagerStore } from "./aws-secrets-manager-store.js";
