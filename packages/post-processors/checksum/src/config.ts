import { type ConfigIssue, lateTemplate, textOr } from "@ingot/core/plugin";
import * as z from "zod";

export const checksumTypes = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;

export const checksumConfig = z.object({
  checksum_types: z
    .array(z.string())
    .default(["md5"])
    .describe(`Kinds of checksum, each with a file of its own: ${checksumTypes.join(", ")}.`),
  output: lateTemplate(textOr("packer_{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}.checksum")).describe(
    "Path of a checksum file, with {{.BuildName}}, {{.BuilderType}} and {{.ChecksumType}}.",
  ),
});

export type ChecksumConfig = z.infer<typeof checksumConfig>;

export function checkChecksum({ checksum_types }: ChecksumConfig): ConfigIssue[] {
  return checksum_types.flatMap((type, index) => (isKnown(type) ? [] : [unknownType(type, index)]));
}

const isKnown = (type: string) => checksumTypes.some((known) => known === type);

function unknownType(type: string, index: number): ConfigIssue {
  const near =
    checksumTypes.find((known) => known === plain(type)) ?? checksumTypes.find((known) => isNear(type, known));
  return {
    path: ["checksum_types", index],
    summary: "Unknown checksum type",
    detail: `"${type}" is not a checksum type. ${near ? `Did you mean "${near}"? ` : ""}The types are ${checksumTypes.join(", ")}.`,
  };
}

const plain = (type: string) => type.toLowerCase().replace(/[^a-z0-9]/g, "");

/** One character put in, left out or mistaken. */
function isNear(text: string, wanted: string): boolean {
  let same = 0;
  while (same < text.length && text[same] === wanted[same]) same++;
  const rests = [text.slice(same), wanted.slice(same)] as const;
  return rests[0].slice(1) === rests[1].slice(1) || rests[0].slice(1) === rests[1] || rests[0] === rests[1].slice(1);
}
