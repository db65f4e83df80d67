import { lateTemplate } from "@ingot/core/plugin";
import type * as z from "zod";
import { sourceExportNames } from "./run/source-image.js";

/** Templates that tell of the image that the machine starts from; any other field is a mistake before anything starts. */
export const lateText = <S extends z.ZodType>(schema: S): S =>
  lateTemplate(schema, [...sourceExportNames, "SourceAMITags"]);

/** For descriptions of such options. */
export const lateNote = "Templates may use `.BuildRegion`, `.SourceAMI`, `.SourceAMIName` and the like.";
