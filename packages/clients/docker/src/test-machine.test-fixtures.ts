import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type ContractMachine, runOn, type TestHost, testDockerHost, testHost } from "@ingot/testing";
import { createContainer, type HostSpec, removeContainer, startContainer } from "./containers.js";
import { type DockerCommunicatorOptions, dockerCommunicator } from "./docker-communicator.js";
import { connectDocker, type DockerEngine } from "./engine.js";

/** A host whose environment names the tests' engine. */
const dockerHost = (env: Readonly<Record<string, string>> = {}): TestHost =>
  testHost({ DOCKER_HOST: testDockerHost(), ...env });

export interface TestMachine extends AsyncDisposable {
  readonly host: TestHost;
  readonly engine: DockerEngine;
  readonly container: string;
  readonly communicator: ReturnType<typeof dockerCommunicator>;
}

/** A running container of the test image, gone at the end. */
export async function testMachine(
  options: Partial<DockerCommunicatorOptions> & { readonly limits?: HostSpec } = {},
): Promise<TestMachine> {
  const host = dockerHost();
  const engine = await connectDocker(host);
  const { limits: HostConfig = {}, ...rest } = options;
  const spec = { Image: "ingot-test/base", Entrypoint: ["/bin/sh"], Tty: true, OpenStdin: true, HostConfig };
  const { Id: container } = await createContainer(engine, spec, {
    name: `ingot-test-${randomBytes(8).toString("hex")}`,
  });
  await startContainer(engine, container);
  const spoolDirectory = async () => host.directory;
  const communicator = dockerCommunicator({ engine, container, host, spoolDirectory, ...rest });
  return {
    host,
    engine,
    container,
    communicator,
    [Symbol.asyncDispose]: async () => {
      await removeContainer(engine, container);
      host[Symbol.dispose]();
    },
  };
}

/** For the contract of all communicators: tests share the container, and each has directories of its own. */
export async function contractMachine({ communicator, host }: TestMachine): Promise<ContractMachine> {
  const here = mkdtempSync(join(host.directory, "here-"));
  const { text: there } = await runOn({ communicator }, "mktemp -d /tmp/there-XXXXXX");
  return { communicator, here, there, [Symbol.asyncDispose]: async () => {} };
}
