import { defineDataSource } from "@ingot/core/plugin";
import * as z from "zod";

export const nullDataSource = defineDataSource({
  type: "null",
  description: "Gives its input back: a value that is known only when data sources are read.",
  config: z.object({ input: z.string().optional().describe("The text to give back; empty when it is left out.") }),
  output: z.object({ output: z.string().describe("The input.") }),
  read: async ({ input = "" }) => ({ output: input }),
});
