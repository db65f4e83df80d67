import { defineProvisioner } from "@ingot/core/plugin";
import { checkFile } from "./check.js";
import { type FileConfig, fileConfig } from "./config.js";
import { download } from "./download.js";
import { upload } from "./upload.js";

/** Copies files and directories to the machine, or from it. */
export const fileProvisioner = defineProvisioner<FileConfig>({
  type: "file",
  description: "Copies files and directories to the machine, or from it.",
  config: fileConfig,
  check: checkFile,
  provision: (config, target, run) => (config.direction === "download" ? download : upload)(config, target, run),
});
