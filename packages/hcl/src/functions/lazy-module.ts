import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

/** Modules that few templates need: each is loaded by the first call that needs it. */
export const decimalModule = (): typeof import("decimal.js") => load("decimal.js");
export const yamlModule = (): typeof import("yaml") => load("yaml");
export const re2Module = (): typeof import("re2js") => load("re2js");
export const iconvModule = (): typeof import("iconv-lite") => load("iconv-lite");
export const bcryptModule = (): typeof import("bcryptjs") => load("bcryptjs");
export const cryptoModule = (): typeof import("node:crypto") => load("node:crypto");
export const netModule = (): typeof import("node:net") => load("node:net");
export const zlibModule = (): typeof import("node:zlib") => load("node:zlib");
