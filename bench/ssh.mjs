// Files over SSH beside OpenSSH's scp, `tar | ssh tar` and packer, to one sshd. Needs `npm run build`, sshd and packer
// (Debian: apt-get install openssh-server openssh-client packer).
import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceBlock } from "../packages/testing/dist/source-block.js";
import { sshArguments, sshSettings } from "../packages/testing/dist/ssh-login.js";
import { startSshd } from "../packages/testing/dist/sshd.js";
import { benchEnvironment, median, wallTime } from "./measure.mjs";

const self = fileURLToPath(import.meta.url);
const largeSize = 1 << 30;
const smallFiles = 3000;
const connectionsAtOnce = 50;

/** Task by task, medians of rounds in which all take turns; packer, the slowest by far, has one round. */
export async function* benchSsh(rounds = 3) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-ssh-"));
  const sshd = await startServer();
  try {
    writeSamples(directory);
    const { port, user, key } = sshd;
    const place = { directory, port, user, key };
    for (const [name, task] of Object.entries(tasks)) yield { name, ...(await timesOf(place, task, rounds)) };
    const floors = [];
    for (let round = 0; round < rounds; round++) floors.push(await received(place));
    yield { name: "1 GiB down, dropped by ssh as it comes", peerTime: median(floors) };
  } finally {
    await sshd[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Bounds are of our time: 0.9 of scp's speed, and five times packer's, for a large file. */
const large = { bound: 1 / 0.9, packerBound: 0.2 };
const small = { bound: 1.2, packerBound: 0.5 };

const tasks = {
  "1 GiB up": { ours: "up", peer: scpUp, packer: packerFile, ...large },
  "1 GiB down": { ours: "down", peer: scpDown, packer: packerDownload, ...large },
  "3,000 small files up": { ours: "tree-up", peer: tarUp, packer: packerTree, ...small },
  "3,000 small files down": { ours: "tree-down", peer: tarDown, packer: packerTreeDownload, ...small },
  "50 connections at once": { ours: "many", peer: tarUpMany, bound: 1 },
};

async function timesOf(place, { ours, peer, packer, ...bounds }, rounds) {
  const samples = [];
  for (let round = 0; round <= rounds; round++) {
    const { time, memory } = await child(place, ours);
    const peerTime = await peer(place);
    if (round > 0) samples.push({ time, memory, peerTime, ratio: time / peerTime }); // caches are warm from here on
  }
  const middle = (name) => median(samples.map((sample) => sample[name]));
  return {
    ...{ time: middle("time"), peerTime: middle("peerTime"), ratio: middle("ratio") },
    ...(packer && { packerTime: await packer(place) }),
    ...bounds,
    memory: Math.max(...samples.map(({ memory }) => memory)),
  };
}

/** A process of our own: milliseconds of the transfer with its connection, and peak resident memory in MiB. */
async function child({ directory, port, user, key }, task) {
  clean(directory);
  const output = execFileSync(process.execPath, [self, "--child", task, directory, String(port), user, key], {
    encoding: "utf8",
  });
  return JSON.parse(output);
}

function clean(directory) {
  for (const name of ["up", "down"]) {
    rmSync(join(directory, name), { recursive: true, force: true });
    mkdirSync(join(directory, name));
  }
}

const sshOptions = ({ key }) => [
  ...["-i", key, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"],
];

function scp(place, from, to) {
  clean(place.directory);
  return wallTime("scp", ["-q", "-P", String(place.port), ...sshOptions(place), from, to], peerOptions(place));
}
const machine = ({ directory, user }, path) => `${user}@127.0.0.1:${join(directory, path)}`;
const peerOptions = ({ directory }) => ({ cwd: directory, env: benchEnvironment(directory) });

function scpUp(place) {
  return scp(place, join(place.directory, "large"), machine(place, "up/large"));
}
function scpDown(place) {
  return scp(place, machine(place, "large"), join(place.directory, "down/large"));
}

function shell(place, line) {
  clean(place.directory);
  const ssh = `ssh -p ${place.port} ${sshOptions(place).join(" ")} ${place.user}@127.0.0.1`;
  return wallTime("sh", ["-c", line(ssh)], peerOptions(place));
}
function tarUp(place) {
  return shell(place, (ssh) => `tar -C ${place.directory}/tree -cf - . | ${ssh} "tar -C ${place.directory}/up -xf -"`);
}
function tarDown(place) {
  return shell(
    place,
    (ssh) => `${ssh} "tar -C ${place.directory}/tree -cf - ." | tar -C ${place.directory}/down -xf -`,
  );
}

/** Without the command that each of our connections runs first. */
function tarUpMany(place) {
  return shell(
    place,
    (ssh) => `for each in $(seq ${connectionsAtOnce}); do
  (mkdir up/$each && tar -C tree/folder-0 -cf - . | ${ssh} "tar -C ${place.directory}/up/$each -xf -") & all="$all $!"
done
for each in $all; do wait $each || exit; done`,
  );
}

/** What a download cannot be faster than: one connection's cipher and network, and nothing written. */
function received(place) {
  return shell(place, (ssh) => `${ssh} "cat ${place.directory}/large" > /dev/null`);
}

function packerFile(place) {
  return packer(place, `source = "${place.directory}/large"\n destination = "${place.directory}/up/large"`);
}
function packerDownload(place) {
  return packer(
    place,
    `direction = "download"\n source = "${place.directory}/large"\n destination = "${place.directory}/down/large"`,
  );
}
function packerTree(place) {
  return packer(place, `source = "${place.directory}/tree/"\n destination = "${place.directory}/up"`);
}

function packerTreeDownload(place) {
  return packer(
    place,
    `direction = "download"\n source = "${place.directory}/tree/"\n destination = "${place.directory}/down/"`,
  );
}

function packer(place, provisioner) {
  clean(place.directory);
  const template = join(place.directory, "bench.pkr.hcl");
  writeFileSync(
    template,
    `${sourceBlock("null", "bench", sshArguments(place))}build {
  sources = ["null.bench"]
  provisioner "file" {
    ${provisioner}
  }
}
`,
  );
  return wallTime("packer", ["build", template], peerOptions(place));
}

function writeSamples(directory) {
  const block = randomFillSync(Buffer.alloc(1 << 24));
  const large = openSync(join(directory, "large"), "w");
  for (let at = 0; at < largeSize; at += block.length) writeSync(large, block);
  closeSync(large);
  for (let at = 0; at < smallFiles; at++) {
    const folder = join(directory, "tree", `folder-${at % 30}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${at}`), block.subarray(at, at + 100 + ((at * 37) % 4000)));
  }
}

/** Without what costs its clients time and neither of them is measured for. */
export const startServer = () => startSshd({ config: ["UsePAM no", "LogLevel INFO"] });

const jobs = {
  up: ({ upload }, at) => upload(at("large"), at("up/large")),
  down: ({ download }, at) => download(at("large"), at("down/large")),
  "tree-up": ({ uploadDirectory }, at) => uploadDirectory(at("tree/"), at("up")),
  "tree-down": ({ downloadDirectory }, at) => downloadDirectory(at("tree/"), at("down")),
};

async function childMain(task, directory, port, user, key) {
  const { connectSsh } = await import("../packages/communicators/ssh/dist/index.js");
  const { nodeHost } = await import("../packages/core/dist/node-host.js");
  const at = (path) => join(directory, path) + (path.endsWith("/") ? "/" : "");
  const settings = sshSettings({ port: Number(port), user, key });
  const open = () => connectSsh(settings, benchRun(nodeHost, directory));
  const began = performance.now();
  if (task === "many")
    await Promise.all(Array.from({ length: connectionsAtOnce }, async (_, each) => oneOfMany(await open(), each, at)));
  else {
    const communicator = await open();
    await jobs[task](communicator, at);
    await communicator.close();
  }
  console.log(JSON.stringify({ time: performance.now() - began, memory: process.resourceUsage().maxRSS >> 10 }));
  process.exit(0);
}

/** A whole tree each: 50 × 3,000 files would measure the disk. */
async function oneOfMany(communicator, each, at) {
  const { exitCode } = await communicator.exec("true");
  if (exitCode !== 0) throw new Error(`command ended with ${exitCode}`);
  await communicator.uploadDirectory(at("tree/folder-0/"), at(`up/${each}`));
  await communicator.close();
}

const benchRun = (nodeHost, directory) => ({
  host: nodeHost({ cwd: directory, env: process.env, stateDirectory: directory, tempDirectory: directory }),
  signal: new AbortController().signal,
  say: () => {},
  warn: () => {},
  hide: () => {},
  defer: () => {},
  tempDirectory: async () => directory,
});

if (process.argv[2] === "--child") await childMain(...process.argv.slice(3));
