export { shellLocalProvisioner } from "./shell-local-provisioner.js";
