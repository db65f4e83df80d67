export { checkCd, checkFloppy } from "./check-disks.js";
export { type CdConfig, cdFields, type FloppyConfig, floppyFields } from "./disk-fields.js";
export { type ImageInfo, imageInfo, qemuImg, qemuImgOnceFree } from "./qemu-img/qemu-img.js";
export { writeCd } from "./write-cd.js";
export { writeFloppy } from "./write-floppy.js";
