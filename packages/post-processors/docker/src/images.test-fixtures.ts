import { commitContainer, connectDocker, createContainer, removeContainer, removeImage } from "@ingot/client-docker";
import type { Artifact } from "@ingot/core/plugin";
import { type TestHost, testDockerHost, testHost } from "@ingot/testing";

/** An artifact of the docker builder, or of whoever `parts` says. */
export const artifactOf = (id: string, parts: Partial<Artifact> = {}): Artifact => ({
  builderId: "packer.post-processor.docker-import",
  id,
  files: [],
  description: `Imported Docker image: ${id}`,
  values: { ImageSha256: id },
  destroy: async () => undefined,
  ...parts,
});

export const dockerHost = (env: Readonly<Record<string, string>> = {}): TestHost =>
  testHost({ DOCKER_HOST: testDockerHost(), ...env });

/** An image of the test's own, with one more layer than its base; without a name it is gone when its last name is. */
export async function newImage(host: TestHost): Promise<string> {
  const engine = await connectDocker(host);
  const { Id } = await createContainer(engine, { Image: "ingot-test/base", Hostname: hostname(host) });
  const id = await commitContainer(engine, Id);
  await removeContainer(engine, Id);
  return id;
}

/** What tells two images of the same layers apart. */
const hostname = (host: TestHost) => `h${Buffer.from(host.randomBytes(8)).toString("hex")}`;

export async function removeImages(host: TestHost, ...images: readonly string[]): Promise<void> {
  const engine = await connectDocker(host);
  for (const image of images) await removeImage(engine, image, { force: true });
}
