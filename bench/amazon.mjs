// Fifty images at Amazon at once, each copied to three regions, beside packer. Needs `npm run build`, moto's server (PyPI: moto[server]),
// sshd and packer. Both programs speak with the same server through the same proxy, which counts their calls.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { awsProxy, motoImages, startMoto, startSshd } from "../packages/testing/dist/index.js";
import { benchEnvironment, cli, median, peakMemory } from "./measure.mjs";

const builds = 50;

/** For each program: milliseconds, MiB of all its processes, and the calls it made. */
export async function benchAmazon(rounds) {
  const moto = await startMoto();
  const sshd = await startSshd();
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-amazon-"));
  try {
    writeFileSync(join(directory, "bench.pkr.hcl"), templateFor(sshd.port));
    const programs = { ingot: [process.execPath, [cli]], packer: ["packer", []] };
    const seen = { ingot: [], packer: [] };
    for (let round = 0; round < rounds; round++)
      for (const [name, program] of Object.entries(programs))
        seen[name].push(await oneRun(program, { moto, sshd, directory, account: accountOf(round, name) }));
    return { builds, ingot: medians(seen.ingot), packer: medians(seen.packer) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
    await Promise.all([moto[Symbol.asyncDispose](), sshd[Symbol.asyncDispose]()]);
  }
}

/** Each run finds an account in which there is nothing. */
const accountOf = (round, name) => `${name === "ingot" ? 5 : 6}${String(round).padStart(11, "0")}`;

async function oneRun([program, first], { moto, sshd, directory, account }) {
  const authorizedKeys = join(sshd.directory, "authorized_keys");
  const proxy = await awsProxy(moto, { account, authorizedKeys, tls: true, pendingLooks: 3 });
  const env = { ...benchEnvironment(directory), ...proxy.tunnelEnv };
  const start = performance.now();
  try {
    const memory = await peakMemory(program, [...first, "build", "bench.pkr.hcl"], { cwd: directory, env });
    const time = performance.now() - start;
    return { time, memory, calls: proxy.calls.length, changes: proxy.calls.filter(({ mutating }) => mutating).length };
  } finally {
    await proxy[Symbol.asyncDispose]();
  }
}

const medians = (runs) =>
  Object.fromEntries(Object.keys(runs[0]).map((what) => [what, median(runs.map((run) => run[what]))]));

const names = Array.from({ length: builds }, (_, at) => `image${at}`);

const templateFor = (port) => `
${names.map((name) => sourceFor(name, port)).join("")}
build {
  sources = [${names.map((name) => `"source.amazon-ebs.${name}"`).join(", ")}]
  provisioner "shell" { inline = ["echo hello"] }
}
`;

const sourceFor = (name, port) => `
source "amazon-ebs" "${name}" {
  region        = "us-east-1"
  ami_regions   = ["us-east-2", "us-west-2", "eu-west-1"]
  source_ami    = "${motoImages.ubuntu}"
  instance_type = "t2.micro"
  ssh_username  = "root"
  ssh_host      = "127.0.0.1"
  ssh_port      = ${port}
  ssh_timeout   = "15m"
  ami_name      = "bench ${name}"
  tags          = { Base = "{{ .SourceAMI }}" }
}
`;
