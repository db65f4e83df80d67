export { awsClient } from "./aws-client.js";
export type { AwsCall } from "./aws-proxy/aws-call.js";
export {
  canMiss,
  deny,
  dropAfter,
  dropBefore,
  type Fault as AwsFault,
  type FaultRule,
  notYet,
  refuse,
  serverError,
  slow,
  throttle,
} from "./aws-proxy/faults.js";
export { forwardTo } from "./aws-proxy/forward.js";
export type { Mend } from "./aws-proxy/world.js";
export { type AwsProxy, type AwsProxyOptions, awsProxy } from "./aws-proxy.js";
export { hasBriefGuestRun, writeBriefGuest } from "./brief-guest.js";
export { communicatorContract } from "./communicator-contract.js";
export { communicatorDirectoryContract } from "./communicator-directories.js";
export { communicatorFileContract } from "./communicator-files.js";
export { type ContractMachine, runOn } from "./contract-machine.js";
export { debianDisk, debianRoot, requiresDebianDisk } from "./debian-disk.js";
export {
  type ConsoleExample,
  consoleExamples,
  consoleExamplesOf,
  fencesOf,
  filesOf,
} from "./documented-examples.js";
export { failureOf } from "./failure.js";
export {
  type FakeArtifact,
  type FakeBuilderConfig,
  fakeArtifact,
  fakeBuilder,
  fakeCommunicator,
  fakeMachine,
  fakePostProcessor,
  fakeProvisioner,
  loaderOf,
} from "./fake-components.js";
export {
  type FakeBuildParts,
  type FakePostProcessorPlan,
  type FakeProvisionerPlan,
  fakeBuild,
  fakePlan,
} from "./fake-plan.js";
export { freePort } from "./free-port.js";
export { type InstallerCd, installerCd, requiresInstallerCd } from "./installer-cd.js";
export {
  keyEchoGuest,
  requiresQemu,
  writeKeyEchoDisk,
} from "./key-echo-guest.js";
export { type LocalCommunicator, localCommunicator } from "./local-communicator.js";
export { type Moto, motoImages, requiresMoto, startMoto, ubuntuOwner } from "./moto.js";
export type { AwsThing } from "./moto-inventory.js";
export { packerBuild } from "./packer-build.js";
export { isAlive, processesWith, processText } from "./processes.js";
export { type TestReadContext, testReadContext } from "./read-context.js";
export { recordingIo } from "./recording-io.js";
export { registryUser, requiresRegistry, startRegistry, type TestRegistry } from "./registry.js";
export { requires, requiresAll, requiresRoot } from "./requires.js";
export { requiresDocker, testDockerHost } from "./requires-docker.js";
export { guestArguments, requiresSmallGuest, type SmallGuest, smallGuest } from "./small-guest.js";
export { sourceBlock } from "./source-block.js";
export { sshArguments, sshSettings } from "./ssh-login.js";
export { requiresSshd, type Sshd, type SshdOptions, startSshd } from "./sshd.js";
export { type TestContext, type TestContextOptions, testContext } from "./test-context.js";
export { type TestHost, testHost } from "./test-host.js";
export { until } from "./until.js";
export { elementsAt, textAt, type Xml, type XmlElement } from "./xml.js";
