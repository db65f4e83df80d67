export { mergeEnv, nextConfig, type RunChanges, scratchConfig, splitVariable } from "./image/image-config.js";
export {
  type ImageConfig,
  type ImageLayer,
  mediaTypes,
  type OciImage,
  type Platform,
  parsePlatform,
  type RunConfig,
  showPlatform,
} from "./image/model.js";
export { type OpenImageOptions, openImage } from "./image/open-image.js";
export { type WriteImageOptions, type WrittenImage, writeImage } from "./image/write-image.js";
export { type Baseline, type Owner, recordOwner, takeBaseline } from "./tree/baseline.js";
export { diffTree, readFileAt, type TreeChanges } from "./tree/diff-tree.js";
export { errorCode, ignoring, lstatAt, placeOf, withAccess } from "./tree/place.js";
export { readNode, type TreeNode } from "./tree/read-tree.js";
export { removeTree } from "./tree/remove-tree.js";
export { resolveInRoot } from "./tree/resolve-in-root.js";
export { unpackImage } from "./tree/unpack-image.js";
export type { UnpackOptions } from "./tree/unpacking.js";
export { type LayerOptions, type WrittenLayer, writeLayer } from "./tree/write-layer.js";
