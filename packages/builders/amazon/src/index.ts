export { amazonEbsBuilder } from "./ebs/amazon-ebs-builder.js";
export { amazonReaper } from "./reaper.js";
