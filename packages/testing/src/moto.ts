import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type AwsClient, awsClient } from "./aws-client.js";
import { forwardTo } from "./aws-proxy/forward.js";
import { freePort } from "./free-port.js";
import { requires } from "./requires.js";

/** Amazon's services as moto's server has them, on 127.0.0.1: an EC2 that we did not write. */
export interface Moto extends AwsClient, AsyncDisposable {
  readonly endpoint: string;
  /** What a process needs to use it, with keys that stand nowhere else. */
  readonly env: Readonly<Record<string, string>>;
  /** As after the start, in all accounts. */
  reset(): Promise<void>;
}

/** The images that moto has from the start, in every region: two of Canonical's and one of Amazon's. moto's own clock gives them their age; `awsProxy` the dates in their names. */
export const motoImages = {
  ubuntu: "ami-0aaaaaaaaaaaaaa02",
  olderUbuntu: "ami-0aaaaaaaaaaaaaa01",
  amazonLinux: "ami-0aaaaaaaaaaaaaa03",
} as const;

/** Canonical's account, to which `ubuntu` and `olderUbuntu` belong. */
export const ubuntuOwner = "099720109477";

/** The account that moto gives to whoever has none of his own. */
export const motoAccount = "123456789012";

const accessKey = "AKIAMOTOMOTOMOTOMOTO";
const secretKey = "mOtO/s3cretAccessKey+0123456789abcdefghi";

/** `describe` where moto's server is installed; elsewhere a suite that is skipped. */
export const requiresMoto = (): typeof describe => requires("moto_server", "moto[server] from PyPI");

export async function startMoto(): Promise<Moto> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-moto-"));
  const images = join(directory, "images.json");
  writeFileSync(images, JSON.stringify(firstImages()));
  const port = await freePort();
  // A test that is killed takes its server with it.
  const server = spawn("setpriv", ["--pdeathsig", "KILL", "moto_server", "-H", "127.0.0.1", "-p", String(port)], {
    env: { ...process.env, MOTO_AMIS_PATH: images },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(server, "exit");
  await listening(server);
  return {
    ...motoAt(`http://127.0.0.1:${port}`),
    async [Symbol.asyncDispose]() {
      server.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** It says where it listens, and then must go on being read. */
async function listening(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr! })) {
    said.push(line);
    if (!line.includes("Running on")) continue;
    server.stderr!.resume();
    return;
  }
  throw new Error(`moto_server does not start: ${said.join("\n")}`);
}

function motoAt(endpoint: string): Omit<Moto, typeof Symbol.asyncDispose> {
  return {
    ...awsClient(forwardTo(endpoint, motoAccount), motoAccount),
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    reset: async () => {
      const { ok } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
      if (!ok) throw new Error("moto could not be reset");
    },
  };
}

const firstImages = () => [
  firstImage(motoImages.olderUbuntu, "20240101", ubuntuOwner),
  firstImage(motoImages.ubuntu, "20240601", ubuntuOwner),
  { ...firstImage(motoImages.amazonLinux, "20240301", "137112412989"), name: "al2023-ami-2023.4-x86_64" },
];

const firstImage = (id: string, date: string, owner: string) => ({
  ami_id: id,
  name: `ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-${date}`,
  description: `Ubuntu 22.04 of ${date}`,
  owner_id: owner,
  public: true,
  virtualization_type: "hvm",
  architecture: "x86_64",
  state: "available",
  platform: null,
  image_type: "machine",
  hypervisor: "xen",
  root_device_name: "/dev/sda1",
  root_device_type: "ebs",
  sriov: "simple",
});
