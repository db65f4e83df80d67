// Files over SSH beside OpenSSH's scp, `tar | ssh tar` and packer, to one sshd. Needs `npm run build`, sshd and packer
// (Debian: apt-get install openssh-server openssh-client packer).
import { execFileSync, spawn } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchEnvironment, median, wallTime } from "./measure.mjs";

const self = fileURLToPath(import.meta.url);
const largeSize = 1 << 30;
const smallFiles = 3000;
const connectionsAtOnce = 50;

/** Task by task, medians of rounds in which all take turns; packer, the slowest by far, has one round. */
export async function* benchSsh(rounds = 3) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-ssh-"));
  const server = await startServer(directory);
  try {
    writeSamples(directory);
    const place = { directory, ...server };
    for (const [name, task] of Object.entries(tasks)) yield { name, ...(await timesOf(place, task, rounds)) };
    const floors = [];
    for (let round = 0; round < rounds; round++) floors.push(await received(place));
    yield { name: "1 GiB down, dropped by ssh as it comes", peerTime: median(floors) };
  } finally {
    server.process.kill();
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
async function child({ directory, port, key }, task) {
  clean(directory);
  const output = execFileSync(process.execPath, [self, "--child", task, directory, String(port), key], {
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
const machine = ({ directory }, path) => `${userInfo().username}@127.0.0.1:${join(directory, path)}`;
const peerOptions = ({ directory }) => ({ cwd: directory, env: benchEnvironment(directory) });

function scpUp(place) {
  return scp(place, join(place.directory, "large"), machine(place, "up/large"));
}
function scpDown(place) {
  return scp(place, machine(place, "large"), join(place.directory, "down/large"));
}

function shell(place, line) {
  clean(place.directory);
  const ssh = `ssh -p ${place.port} ${sshOptions(place).join(" ")} ${userInfo().username}@127.0.0.1`;
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
  const { port, key } = place;
  writeFileSync(
    template,
    `source "null" "bench" {
  ssh_host = "127.0.0.1"
  ssh_port = ${port}
  ssh_username = "${userInfo().username}"
  ssh_private_key_file = "${key}"
}
build {
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

/** An sshd on a port of its own; `key` may log in to it. Login shells find nothing to read: what this machine's do at their start is not measured. */
export async function startServer(directory) {
  const [key, hostKey] = ["key", "host-key"].map((name) => join(directory, name));
  for (const path of [key, hostKey]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  execFileSync("chmod", ["755", directory]);
  const port = await freePort();
  const config = join(directory, "sshd_config");
  const lines = [
    ...[`Port ${port}`, "ListenAddress 127.0.0.1", `HostKey ${hostKey}`, `AuthorizedKeysFile ${key}.pub`],
    ...["StrictModes no", "UsePAM no", "PermitRootLogin yes", "MaxStartups 200", `PidFile ${directory}/pid`],
    `SetEnv HOME=${directory}`,
    "Subsystem sftp internal-sftp",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  const server = spawn("/usr/sbin/sshd", ["-D", "-f", config], { stdio: "ignore" });
  await answers(port);
  return { process: server, port, key };
}

async function freePort() {
  const server = createServer();
  await new Promise((settle) => server.listen(0, "127.0.0.1", settle));
  const { port } = server.address();
  await new Promise((settle) => server.close(settle));
  return port;
}

async function answers(port) {
  for (let tries = 0; tries < 200; tries++) {
    const isThere = await new Promise((settle) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => settle(true)).once("error", () => settle(false));
      socket.once("data", () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((settle) => setTimeout(settle, 50));
  }
  throw new Error("sshd does not start: is openssh-server installed?");
}

const jobs = {
  up: ({ upload }, at) => upload(at("large"), at("up/large")),
  down: ({ download }, at) => download(at("large"), at("down/large")),
  "tree-up": ({ uploadDirectory }, at) => uploadDirectory(at("tree/"), at("up")),
  "tree-down": ({ downloadDirectory }, at) => downloadDirectory(at("tree/"), at("down")),
};

async function childMain(task, directory, port, key) {
  const { connectSsh } = await import("../packages/communicators/ssh/dist/index.js");
  const { nodeHost } = await import("../packages/core/dist/node-host.js");
  const at = (path) => join(directory, path) + (path.endsWith("/") ? "/" : "");
  const open = () => connectSsh(settings(port, key), benchRun(nodeHost, directory));
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

const settings = (port, key) => ({
  address: async () => ({ host: "127.0.0.1", port: Number(port) }),
  login: { username: userInfo().username, keys: [{ name: "key", privateKey: readFileSync(key, "utf8") }] },
  ...{ knownHostKeys: [], timeout: 60_000, attempts: 3, pauseBeforeConnecting: 0, keepAliveInterval: 5000 },
  ...{ readWriteTimeout: 0, pty: false, localTunnels: [], remoteTunnels: [] },
});

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
