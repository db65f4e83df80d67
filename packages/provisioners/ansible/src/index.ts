export { ansibleLocalProvisioner } from "./local/ansible-local-provisioner.js";
export { ansibleProvisioner } from "./remote/ansible-provisioner.js";
