import { optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

/** What a builder's schema spreads to fetch the image that its machine starts from. */
export const isoFields = {
  iso_url: optionalText().describe(
    "The image to start from: an address with http:// or https://, or a file of this machine, which is used in place. Either this or iso_urls.",
  ),
  iso_urls: z
    .array(z.string())
    .optional()
    .describe("Several addresses of the same image. They are tried in this order, until one gives it."),
  iso_checksum: optionalText().describe(
    'The image\'s checksum: "sha256:…" (or md5, sha1, sha224, sha384, sha512), the digits alone, "file:" with the address or path of a checksum file, or "none".',
  ),
  iso_target_path: optionalText().describe("Where a downloaded image is kept. Default: in the cache directory."),
  iso_target_extension: textOr("iso").describe("The extension of its name in the cache directory, without a dot."),
};

export type IsoConfig = z.infer<z.ZodObject<typeof isoFields>>;
