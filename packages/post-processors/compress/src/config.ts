import { type ConfigIssue, lateTemplate, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";
import { formatNames, knownFormat, unsupportedExtension } from "./format.js";

export const compressConfig = z.object({
  output: lateTemplate(textOr("packer_{{.BuildName}}_{{.BuilderType}}")).describe(
    "Path of the file to make, with {{.BuildName}} and {{.BuilderType}}. Its ending says what it will be; without a known one it is .tar.gz.",
  ),
  format: optionalText().describe(`What the file will be, whatever output ends with: ${formatNames.join(", ")}.`),
  compression_level: z
    .int()
    .optional()
    .describe("From 1, fastest, to 9, smallest. 0, -1 or none: the format's own default."),
});

export type CompressConfig = z.infer<typeof compressConfig>;

export function checkCompress({ output, format, compression_level }: CompressConfig): ConfigIssue[] {
  return [...formatIssues(output, format), ...levelIssues(compression_level)];
}

function formatIssues(output: string, format: string | undefined): ConfigIssue[] {
  if (format !== undefined) return knownFormat(format) ? [] : [unsupported("format", format)];
  const extension = unsupportedExtension(output);
  return extension === undefined ? [] : [unsupported("output", extension)];
}

const unsupported = (field: "format" | "output", name: string): ConfigIssue => ({
  path: [field],
  summary: "Unsupported compression format",
  detail: `"${name}" is not a format that compress can write. It writes ${formatNames.join(", ")}, and .tar with each compression, such as tar.xz.`,
});

function levelIssues(level: number | undefined): ConfigIssue[] {
  if (level === undefined || (level >= -1 && level <= 9)) return [];
  const taken = level > 9 ? "9 is taken" : "the format's default is taken";
  const detail = `compression_level is ${level}, and levels go from 1 to 9; ${taken}.`;
  return [{ path: ["compression_level"], severity: "warning", summary: "Compression level out of range", detail }];
}

/** Undefined is the format's own default. */
export const levelOf = ({ compression_level = 0 }: CompressConfig): number | undefined =>
  compression_level > 0 ? Math.min(compression_level, 9) : undefined;
