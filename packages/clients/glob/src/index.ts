export { expandGlob } from "./expand-glob.js";
