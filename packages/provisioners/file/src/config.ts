import { literalText, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

export const fileConfig = z.object({
  source: optionalText().describe("What to copy: a file, or a directory (see destination)."),
  sources: z.array(z.string()).default([]).describe("Several things to copy, in this order, before source."),
  content: literalText(z.string().optional()).describe("Text to write to destination, instead of copying something."),
  destination: z
    .string()
    .default("")
    .describe(
      'Where to. One that ends with "/" keeps the source\'s name. A directory goes into the one that is there, and else takes this name; uploaded with a "/" at its end it gives its contents.',
    ),
  direction: textOr("upload").describe('"upload" copies to the machine, "download" from it.'),
  generated: z
    .boolean()
    .default(false)
    .describe("The source does not exist before the build, so do not ask for it at the start."),
});

export type FileConfig = z.infer<typeof fileConfig>;

/** In the order in which they are copied. */
export const sourcesOf = ({ source, sources }: FileConfig): readonly string[] =>
  source ? [...sources, source] : sources;
