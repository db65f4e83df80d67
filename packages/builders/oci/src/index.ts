export { ociBuilder } from "./oci-builder.js";
export { ociReaper } from "./working-directory.js";
