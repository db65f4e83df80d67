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
export { connectDocker, connectDockerAt, type DockerEngine } from "./engine.js";
export { type ImageReference, parseImageReference } from "./image-reference.js";
export {
  buildImage,
  type CommitOptions,
  commitContainer,
  type ImageBuild,
  type ImageState,
  inspectImage,
  listImages,
  type ProgressEvent,
  type PullOptions,
  pullImage,
  removeImage,
  tagImage,
} from "./images.js";
export { allRegistryAuths, findRegistryAuth, type RegistryAuth } from "./registry-auth.js";
export { archiveDirectory, type TreeOptions } from "./tar-tree.js";
