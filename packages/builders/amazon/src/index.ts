export { amazonEbsBuilder } from "./ebs/amazon-ebs-builder.js";
export { amazonInstanceBuilder } from "./instance/amazon-instance-builder.js";
export { amazonReaper } from "./reaper.js";
export { amazonEbssurrogateBuilder } from "./surrogate/amazon-ebssurrogate-builder.js";
export { amazonEbsvolumeBuilder } from "./volume/amazon-ebsvolume-builder.js";
