import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

/** Libraries that few templates need: each is loaded by the first call of a function that needs it. */
export const yamlModule = (): typeof import("yaml") => load("yaml");
export const re2Module = (): typeof import("re2js") => load("re2js");
export const iconvModule = (): typeof import("iconv-lite") => load("iconv-lite");
export const bcryptModule = (): typeof import("bcryptjs") => load("bcryptjs");
