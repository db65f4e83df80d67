import { textOr } from "@ingot/core/plugin";
import * as z from "zod";

const paths = () => z.array(z.string()).default([]);
const texts = () => z.record(z.string(), z.string()).default({});

/** What a builder's schema spreads to give its machine a floppy disk. */
export const floppyFields = {
  floppy_files: paths().describe(
    "Files for a floppy disk of 1.44 MB, with wildcards; a directory's files are all put into the disk's root.",
  ),
  floppy_dirs: paths().describe("Directories for that disk, with wildcards; they keep their structure."),
  floppy_content: texts().describe('Texts for that disk: { "path/on/the/disk" = "text" }.'),
  floppy_label: textOr("packer").describe("The name of the disk, of at most 11 characters."),
};

/** What a builder's schema spreads to give its machine a CD. */
export const cdFields = {
  cd_files: paths().describe(
    "Files and directories for a CD, with wildcards. Directories keep their structure; with a slash at its end, a directory's contents go into the root.",
  ),
  cd_content: texts().describe('Texts for that CD: { "path/on/the/cd" = "text" }.'),
  cd_label: textOr("packer").describe('The name of the CD, of at most 32 characters; cloud-init looks for "cidata".'),
};

export type FloppyConfig = z.infer<z.ZodObject<typeof floppyFields>>;
export type CdConfig = z.infer<z.ZodObject<typeof cdFields>>;
