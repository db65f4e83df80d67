import type { FieldReference } from "@ingot/core";
import { isList, isObject, type Json } from "../json.js";

export type ComponentKind = "builder" | "provisioner" | "post-processor" | "data-source";

/** The fields of a component, where it is known; they tell blocks from arguments, and what a string stands for. */
export type Fields = readonly FieldReference[] | undefined;

/** Options of components that are not built in: a block in HCL, though an object of plain values would look like an argument. */
const plainBlocks: ReadonlySet<string> = new Set([
  "assume_role",
  "aws_polling",
  "metadata_options",
  "placement",
  "plan_info",
  "security_group_filter",
  "shared_image_gallery",
  "shared_image_gallery_destination",
  "source_ami_filter",
  "spot_instance_types_filter",
  "subnet_filter",
  "temporary_iam_instance_profile_policy_document",
  "vault_aws_engine",
  "vpc_filter",
]);

/**
 * Whether an option is one block or more in HCL. Where no schema tells: an object is a block unless all its values are plain, and a list
 * is one of blocks when it consists of objects.
 */
export function isBlock(name: string, value: Json, fields: Fields): boolean {
  const field = fields?.find((each) => each.name === name);
  if (field) return field.kind !== "argument" && (isObject(value) || isObjects(value));
  if (isList(value)) return isObjects(value);
  return (
    isObject(value) && (plainBlocks.has(name) || Object.values(value).some((each) => isList(each) || isObject(each)))
  );
}

const isObjects = (value: Json) => isList(value) && value.length > 0 && value.every(isObject);

/** The fields of a component that is known. */
export type ComponentFields = (kind: ComponentKind, type: string) => Fields;
