import { duration } from "@ingot/core/plugin";
import * as z from "zod";

/** Like `duration()`, but "-5s" is allowed: a negative one switches something off. Milliseconds. */
export const signedDuration = () =>
  z
    .string()
    .meta({ ingot: { duration: true } })
    .transform((text, context): number => {
      const isNegative = text.startsWith("-");
      const { data, error } = duration().safeParse(isNegative ? text.slice(1) : text);
      if (data !== undefined) return isNegative ? -data : data;
      context.addIssue({ code: "custom", message: error!.issues[0]!.message });
      return z.NEVER;
    });
