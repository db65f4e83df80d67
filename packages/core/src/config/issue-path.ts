import type { Path } from "@ingot/hcl";
import type { z } from "zod";

/** Where in a config a schema's issue is; a symbol, which no template can write, by its description. */
export const issuePath = ({ path = [] }: Pick<z.core.$ZodRawIssue, "path">): Path =>
  path.map((key) => (typeof key === "number" ? key : String(key)));
