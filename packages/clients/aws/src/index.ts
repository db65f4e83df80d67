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
export { awsCodeOf, awsFailure, failureAbout, isAwsError } from "./failure.js";
export { toSdkFilters } from "./filters.js";
export { findImage, type ImageQuery } from "./find-image.js";
export { checkImageName } from "./images/check-image-name.js";
export { deleteSnapshot, destroyImage, snapshotsOf } from "./images/destroy-image.js";
export {
  checkAccounts,
  checkGroups,
  type ImageSharing,
  launchPermissions,
  sharingIssue,
} from "./images/image-sharing.js";
export { removeRunTag, runTagKey } from "./images/run-tag.js";
export { openAws, reopenAws } from "./open-aws.js";
export { type RetryUntilOptions, retryUntil } from "./retry-until.js";
export type { AwsService } from "./sdk/services.js";
export type { AwsWatch, Watch, WatchOptions } from "./watch/watch.js";
