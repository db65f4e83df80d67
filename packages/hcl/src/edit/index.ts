export type { Argument, Block, Body, Document, Item, Path, Place } from "./api.js";
export { edit } from "./edit.js";
export { EditError } from "./edit-error.js";
export { type ExpressionText, expression } from "./written-value.js";
