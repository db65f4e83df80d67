export { dockerAddressOf } from "./address.js";
export { getArchive } from "./archive.js";
export { containerEnded } from "./container-ended.js";
export {
  type ContainerSpec,
  type ContainerState,
  type ContainerSummary,
  createContainer,
  exportContainer,
  type HostSpec,
  inspectContainer,
  listContainers,
  removeContainer,
  startContainer,
  waitContainer,
} from "./containers.js";
export { type DockerCommunicatorOptions, dockerCommunicator } from "./docker-communicator.js";
export { statusOf } from "./docker-error.js";
export { ignoredPath } from "./docker-path.js";
export { connectDocker, connectDockerAt, type DockerEngine } from "./engine.js";
export { type ImageReference, isImageId, parseImageReference } from "./image-reference.js";
export {
  type ImportOptions,
  importImage,
  loadImage,
  pullImage,
  pushImage,
  type RegistryOptions,
  saveImage,
} from "./image-transfer.js";
export {
  buildImage,
  type CommitOptions,
  commitContainer,
  type ImageBuild,
  type ImageState,
  inspectImage,
  listImages,
  removeImage,
  tagImage,
} from "./images.js";
export { type ProgressEvent, sayProgress } from "./progress.js";
export { allRegistryAuths, type RegistryAuth } from "./registry-auth.js";
export { checkLogin, type LoginConfig, loginFields, openRegistryLogin, type RegistryLogin } from "./registry-login.js";
export { type ArchiveOptions, archiveDirectory } from "./tar-tree.js";
