import type { ResourceType, Tag, TagSpecification } from "@aws-sdk/client-ec2";

/** Tags that things of these types have from their creation on. */
export const tagSpecifications = (types: readonly ResourceType[], tags: readonly Tag[]): TagSpecification[] =>
  types.map((ResourceType) => ({ ResourceType, Tags: [...tags] }));
