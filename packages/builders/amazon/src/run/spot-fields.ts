import { optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { tagBlocks, tagMap } from "../tags.js";

/** What a template says of instances that Amazon may take back. */
export const spotFields = {
  spot_price: optionalText().describe(
    "Take a spot instance, at no more than this price an hour; `auto` is the price on demand. 0: no spot instance.",
  ),
  spot_instance_types: z
    .array(z.string())
    .default([])
    .describe("Kinds of instances of which the spot instance is one, in place of `instance_type`."),
  spot_allocation_strategy: optionalText().describe(
    "How one is chosen: lowest-price, diversified, capacity-optimized, capacity-optimized-prioritized or price-capacity-optimized. Default: Amazon's.",
  ),
  spot_price_auto_product: optionalText().describe("Has no effect any more: `auto` needs no product."),
  block_duration_minutes: z.number().int().optional().describe("Has no effect any more: Amazon has none."),
  spot_tags: tagMap("the spot request"),
  spot_tag: tagBlocks("the spot request"),
  fleet_tags: tagMap("the fleet that asks for the spot instance"),
  fleet_tag: tagBlocks("the fleet"),
};

/** Whether the template asks for an instance that Amazon may take back. */
export const isSpot = ({ spot_price: price }: { readonly spot_price?: string | undefined }): boolean =>
  price !== undefined && price !== "" && Number(price) !== 0;
