import type { ConfigIssue } from "@ingot/core/plugin";
import type { LaunchConfig } from "./launched-machine.js";
import { conflict, ignored, invalid, unlessOneOf } from "./run-issues.js";
import { isSpot } from "./spot-fields.js";

const strategies = [
  "lowest-price",
  "diversified",
  "capacity-optimized",
  "capacity-optimized-prioritized",
  "price-capacity-optimized",
];

/** What is said of spot instances, and what does not go with them. */
export const checkSpot = (config: LaunchConfig): ConfigIssue[] => [
  ...checkPrice(config),
  ...unlessOneOf("spot_allocation_strategy", config.spot_allocation_strategy, strategies),
  ...(isSpot(config) ? withSpot(config) : withoutSpot(config)),
];

function checkPrice({ spot_price: price = "" }: LaunchConfig): ConfigIssue[] {
  if (price === "auto" || /^\d*(?:\.\d+)?$/.test(price)) return [];
  return [invalid("spot_price", `"${price}" is no price: write dollars an hour, as in "0.05", or auto.`)];
}

const reservations = ["capacity_reservation_id", "capacity_reservation_group_arn"] as const;

const withSpot = (config: LaunchConfig): ConfigIssue[] => [
  ...(config.enable_nitro_enclave
    ? [conflict("enable_nitro_enclave", "Spot instances have no enclaves: remove enable_nitro_enclave, or spot_price.")]
    : []),
  ...(config.enable_t2_unlimited
    ? [
        conflict(
          "enable_t2_unlimited",
          "Spot instances of the family t2 have no unlimited credits: remove enable_t2_unlimited, or spot_price.",
        ),
      ]
    : []),
  ...reservations.flatMap((option) =>
    config[option]
      ? [conflict(option, `A capacity reservation is for instances on demand: remove ${option}, or spot_price.`)]
      : [],
  ),
];

const spotOptions = ["spot_tags", "spot_tag", "fleet_tags", "fleet_tag", "spot_allocation_strategy"] as const;

function withoutSpot(config: LaunchConfig): ConfigIssue[] {
  if (config.spot_instance_types.length > 0)
    return [
      invalid(
        "spot_instance_types",
        'Without spot_price there is no spot instance: set spot_price, as in "auto", or use instance_type.',
      ),
    ];
  return spotOptions
    .filter((option) => isSet(config[option]))
    .map((option) => ignored(option, `Without spot_price there is no spot instance, so ${option} has no effect.`));
}

const isSet = (value: string | object | undefined): boolean =>
  typeof value === "object" ? Object.keys(value).length > 0 : !!value;
