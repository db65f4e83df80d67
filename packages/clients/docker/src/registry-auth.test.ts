import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestHost, testHost } from "@ingot/testing";
import { parseImageReference } from "./image-reference.js";
import { findRegistryAuth } from "./registry-auth.js";

async function withConfig(content: string): Promise<TestHost> {
  const host = testHost();
  await mkdir(join(host.directory, ".docker"));
  await writeFile(join(host.directory, ".docker", "config.json"), content);
  return host;
}

/** A helper that knows one registry. */
async function withHelper(config: object, answer: string): Promise<TestHost> {
  const host = await withConfig(JSON.stringify(config));
  const program = join(host.directory, "docker-credential-test");
  await writeFile(program, `#!/bin/sh\nread -r name\n[ "$1 $name" = "get known" ] || exit 1\necho '${answer}'\n`);
  await chmod(program, 0o755);
  return { ...host, spawn: (command, args, options) => host.spawn(join(host.directory, command), args, options) };
}

const pair = (text: string) => Buffer.from(text).toString("base64");

test.each([
  ["docker.io", { "https://index.docker.io/v1/": { auth: pair("me:pa:ss") } }, { username: "me", password: "pa:ss" }],
  ["box:5000", { "box:5000": { auth: pair("me:x") } }, { username: "me", password: "x" }],
  ["box", { "https://box/v1/": { username: "me", password: "x" } }, { username: "me", password: "x" }],
  ["box", { box: { identitytoken: "token" } }, { identitytoken: "token" }],
])("credentials for %s are found", async (registry, auths, expected) => {
  using host = await withConfig(JSON.stringify({ auths }));
  expect(await findRegistryAuth(host, registry)).toMatchObject(expected);
  expect(await findRegistryAuth(host, "other")).toBeUndefined();
});

test("a helper is asked for its registry, and what it does not know is not known", async () => {
  using host = await withHelper({ credHelpers: { known: "test" } }, '{"Username":"me","Secret":"s"}');
  expect(await findRegistryAuth(host, "known")).toEqual({ username: "me", password: "s", serveraddress: "known" });
  using store = await withHelper({ credsStore: "test" }, '{"Username":"<token>","Secret":"s"}');
  expect(await findRegistryAuth(store, "known")).toEqual({ identitytoken: "s", serveraddress: "known" });
  expect(await findRegistryAuth(store, "unknown")).toBeUndefined();
});

test("a helper that is not installed leaves us without credentials", async () => {
  using host = await withConfig(JSON.stringify({ credsStore: "absent-here" }));
  expect(await findRegistryAuth(host, "docker.io")).toBeUndefined();
});

test("a broken configuration is named, and none of it is shown", async () => {
  using host = await withConfig('{"auths": {"x": {"auth": "c2VjcmV0" ');
  const path = join(host.directory, ".docker", "config.json");
  await expect(findRegistryAuth(host, "docker.io")).rejects.toThrow(
    `Docker's configuration file ${path} cannot be read: it is not JSON. Mend or remove it, or set DOCKER_CONFIG to another directory.`,
  );
});

test.each([
  ["alpine", { name: "alpine", registry: "docker.io", tag: undefined, digest: undefined }],
  ["alpine:3", { name: "alpine", registry: "docker.io", tag: "3" }],
  ["me/app:1", { name: "me/app", registry: "docker.io", tag: "1" }],
  ["box:5000/app", { name: "box:5000/app", registry: "box:5000", tag: undefined }],
  ["localhost/app:2", { name: "localhost/app", registry: "localhost", tag: "2" }],
  ["a.b/c@sha256:1", { name: "a.b/c", registry: "a.b", digest: "sha256:1" }],
  ["a:1@sha256:1", { name: "a", tag: "1", digest: "sha256:1" }],
])("the image name %s is taken apart", (text, expected) => {
  expect(parseImageReference(text)).toMatchObject(expected);
});
