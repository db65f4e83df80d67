export { shellProvisioner } from "./shell-provisioner.js";
