export type {
  BlockDeviceMapping,
  CopyImageCommandInput,
  CreateFleetCommandInput,
  CreateFleetError,
  CreateImageCommandInput,
  EC2,
  FastLaunchLaunchTemplateSpecificationRequest,
  Filter,
  Image,
  ImportImageTask,
  Instance,
  IpPermission,
  LaunchPermission,
  ModifyImageAttributeCommandInput,
  RegisterImageCommandInput,
  RequestLaunchTemplateData,
  ResourceType,
  RunInstancesCommandInput,
  SecurityGroup,
  Snapshot,
  Subnet,
  Tag,
  TagSpecification,
  Volume,
  Vpc,
} from "@aws-sdk/client-ec2";
export { checkAwsAccess } from "./access/check.js";
export { type AwsAccessConfig, accessOf, awsAccessFields } from "./access/fields.js";
export type { AwsAccessRecord } from "./access/record.js";
export { acquireWhole, mayBeMade, type Resource } from "./acquire-whole.js";
export type { Aws } from "./aws.js";
export type { AwsContext } from "./context.js";
export { awsCodeOf, awsFailure, isAwsError } from "./failure.js";
export { allFilters, type FilterConfig, filterFields, hasFilters, toFilters } from "./filters.js";
export { findImage, type ImageQuery } from "./find-image.js";
export { awaitImage } from "./images/await-image.js";
export { checkImageName } from "./images/check-image-name.js";
export { deleteSnapshot, deregisterImage, destroyImages, snapshotsOf } from "./images/destroy-images.js";
export {
  checkAccounts,
  checkGroups,
  type ImageSharing,
  launchPermissions,
  sharingIssue,
} from "./images/image-sharing.js";
export { type ImageSearch, ownImages, refuseTakenName } from "./images/own-images.js";
export { hasRunTag, removeRunTag, runTag, runTagKey } from "./images/run-tag.js";
export { tagSpecifications } from "./images/tag-specifications.js";
export { onceKnown } from "./once-known.js";
export { openAws, reopenAws } from "./open-aws.js";
export { type RetryUntilOptions, retryUntil } from "./retry-until.js";
export type { AwsService } from "./sdk/services.js";
export { type Checkpoint, sideBySide } from "./side-by-side.js";
export type { AwsWatch, Watch, WatchOptions } from "./watch/watch.js";
