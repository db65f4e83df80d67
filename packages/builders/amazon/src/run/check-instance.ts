import type { CheckHost, ConfigIssue } from "@ingot/core/plugin";
import type { LaunchConfig } from "./launched-machine.js";
import { conflict, ignored, invalid, missing, unlessOneOf } from "./run-issues.js";

/** What kind of instance it is. */
export const checkInstance = (config: LaunchConfig, host: CheckHost): ConfigIssue[] => [
  ...checkType(config),
  ...checkCredits(config),
  ...checkEnclave(config),
  ...checkCapacity(config),
  ...checkPlacement(config),
  ...checkMetadata(config),
  ...checkUserData(config, host),
  ...unlessOneOf("shutdown_behavior", config.shutdown_behavior, ["stop", "terminate"]),
  ...checkOldSpot(config),
];

function checkType({ instance_type, spot_instance_types: types }: LaunchConfig): ConfigIssue[] {
  if (instance_type && types.length > 0)
    return [
      conflict(
        "spot_instance_types",
        "Both instance_type and spot_instance_types say what kind of instance to start: remove one.",
      ),
    ];
  if (instance_type || types.length > 0) return [];
  return [missing('Nothing says what kind of instance to start: set instance_type, as in "t3.micro".')];
}

const burstable = /^t(?:2|3|3a|4g)\./;

function checkCredits(config: LaunchConfig): ConfigIssue[] {
  const { enable_unlimited_credits, enable_t2_unlimited, instance_type: type = "" } = config;
  const option = enable_unlimited_credits ? "enable_unlimited_credits" : "enable_t2_unlimited";
  if (!enable_unlimited_credits && !enable_t2_unlimited) return [];
  const none = `Only instances of the families t2, t3, t3a and t4g have credits, and ${type} is of another: remove ${option}.`;
  return type === "" || burstable.test(type) ? [] : [invalid(option, none)];
}

function checkEnclave({ enable_nitro_enclave, instance_type = "" }: LaunchConfig): ConfigIssue[] {
  if (!enable_nitro_enclave || !burstable.test(instance_type)) return [];
  return [
    invalid(
      "enable_nitro_enclave",
      `Burstable instances have no enclaves: remove enable_nitro_enclave, or choose another type than ${instance_type}.`,
    ),
  ];
}

function checkCapacity(config: LaunchConfig): ConfigIssue[] {
  const { capacity_reservation_id: id, capacity_reservation_group_arn: group } = config;
  const preference = config.capacity_reservation_preference;
  const named = id ? "capacity_reservation_id" : "capacity_reservation_group_arn";
  return [
    ...unlessOneOf("capacity_reservation_preference", preference, ["none", "open"]),
    ...(id && group
      ? [
          conflict(
            "capacity_reservation_group_arn",
            "Both capacity_reservation_id and capacity_reservation_group_arn name what to use: remove one.",
          ),
        ]
      : []),
    ...((id || group) && preference
      ? [
          conflict(
            "capacity_reservation_preference",
            `${named} names what to use, so there is nothing to prefer: remove capacity_reservation_preference.`,
          ),
        ]
      : []),
  ];
}

const tenancies = ["default", "dedicated", "host"];

function checkPlacement({ tenancy, placement }: LaunchConfig): ConfigIssue[] {
  const both = tenancy && placement?.tenancy && tenancy !== placement.tenancy;
  return [
    ...unlessOneOf("tenancy", tenancy, tenancies),
    ...unlessOneOf(["placement", "tenancy"], placement?.tenancy, tenancies),
    ...(both ? [conflict("tenancy", "tenancy and the tenancy within placement differ: remove tenancy.")] : []),
    ...(placement?.host_id && placement.host_resource_group_arn
      ? [conflict("placement", "Both host_id and host_resource_group_arn say where the instance stands: remove one.")]
      : []),
  ];
}

const switches = ["enabled", "disabled"];

function checkMetadata({ metadata_options: options }: LaunchConfig): ConfigIssue[] {
  if (!options) return [];
  const { http_endpoint, http_tokens, instance_metadata_tags, http_put_response_hop_limit: hops } = options;
  return [
    ...unlessOneOf(["metadata_options", "http_endpoint"], http_endpoint, switches),
    ...unlessOneOf(["metadata_options", "http_tokens"], http_tokens, ["optional", "required"]),
    ...unlessOneOf(["metadata_options", "instance_metadata_tags"], instance_metadata_tags, switches),
    ...(hops >= 1 && hops <= 64
      ? []
      : [invalid(["metadata_options", "http_put_response_hop_limit"], "http_put_response_hop_limit is from 1 to 64.")]),
    ...(http_endpoint === "disabled" && instance_metadata_tags === "enabled"
      ? [
          conflict(
            ["metadata_options", "instance_metadata_tags"],
            "Without the metadata service nobody can read tags there: remove instance_metadata_tags, or enable http_endpoint.",
          ),
        ]
      : []),
  ];
}

function checkUserData({ user_data, user_data_file: file }: LaunchConfig, host: CheckHost): ConfigIssue[] {
  if (user_data && file)
    return [
      conflict("user_data_file", "Both user_data and user_data_file say what the instance is given: remove one."),
    ];
  if (!file || host.kindOf(file) === "file") return [];
  return [invalid("user_data_file", `There is no file "${file}"; user_data_file must name one.`)];
}

const checkOldSpot = ({ block_duration_minutes, spot_price_auto_product }: LaunchConfig): ConfigIssue[] => [
  ...(block_duration_minutes === undefined
    ? []
    : [
        ignored(
          "block_duration_minutes",
          "Amazon has no spot instances for a fixed time any more: remove block_duration_minutes.",
        ),
      ]),
  ...(spot_price_auto_product === undefined
    ? []
    : [
        ignored(
          "spot_price_auto_product",
          'spot_price = "auto" needs no product any more: remove spot_price_auto_product.',
        ),
      ]),
];
