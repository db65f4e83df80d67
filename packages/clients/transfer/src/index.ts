export {
  type BytePath,
  baseName,
  bytePath,
  joinPath,
  parentPath,
  pathBuffer,
  shownPath,
  tidyPath,
} from "./byte-path.js";
export { type ByteReader, byteReader } from "./byte-reader.js";
export {
  addExtension,
  applyExtensions,
  checkExtensionSize,
  type Extensions,
  isExtension,
} from "./tar/extensions.js";
export { blockSize, paddingOf, readHeader } from "./tar/header.js";
export { type EntryKind, readTar, type TarEntry } from "./tar/read-tar.js";
export { tarError } from "./tar/tar-error.js";
export { type TarHeader, tarEnd, tarHeader, tarPadding } from "./tar/write-tar.js";
