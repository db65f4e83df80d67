export { breakpointProvisioner } from "./breakpoint-provisioner.js";
export { sleepProvisioner } from "./sleep-provisioner.js";
