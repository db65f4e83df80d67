export {
  type BytePath,
  baseName,
  bytePath,
  joinPath,
  parentPath,
  partialPath,
  pathBuffer,
  shownPath,
  tidyPath,
} from "./byte-path.js";
export { type ByteReader, byteReader } from "./byte-reader.js";
export { type Content, contentOfFile, contentOfStream, readExactly, type SpoolOptions } from "./content.js";
export { type CountedProgress, countProgress } from "./count-progress.js";
export { type FetchedFile, type LocalFile, writeFetchedFile } from "./local-file.js";
export { openSource } from "./open-source.js";
export { type ReportedTransfer, reportProgress, sizeText } from "./progress.js";
export { readAhead } from "./read-ahead.js";
export { type FlowingChunks, readFlowing } from "./read-flowing.js";
export { sumOf } from "./sum.js";
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
export { downloadError, uploadError } from "./transfer-error.js";
export {
  type DestinationOptions,
  type LocalDestination,
  localDestination,
  type Marks,
} from "./tree/local-destination.js";
export { type LocalDirectory, openLocalDirectory } from "./tree/local-directory.js";
export { type LocalEntry, type TreeStep, type WalkOptions, walkTree } from "./tree/local-tree.js";
export { type PackedFile, type PackOptions, packTree, type TarOwner } from "./tree/pack-tree.js";
export { type UnpackOptions, unpackTree } from "./tree/unpack-tree.js";
