export { fileProvisioner } from "./file-provisioner.js";
