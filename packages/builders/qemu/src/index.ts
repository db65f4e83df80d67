export { qemuReaper } from "./output-directory.js";
export { qemuBuilder } from "./qemu-builder.js";
