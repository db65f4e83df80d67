export { checkCd, checkFloppy } from "./check-disks.js";
export { type CdConfig, cdFields, type FloppyConfig, floppyFields } from "./disk-fields.js";
export { writeCd } from "./write-cd.js";
export { writeFloppy } from "./write-floppy.js";
