// Twenty engines in one process, each with a directory, an environment and a state directory of its own. Writes what it saw to
// the file named by the second argument, and must print nothing. Argument one: an empty directory.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { builtIns, createEngine, nodeHost } from "ingot";

const [parent, results] = process.argv.slice(2);
const numbers = Array.from({ length: 20 }, (_, number) => number);
const [throwing, silent, aborted, closed] = [3, 5, 7, 11];

const template = `
variable "secret" {
  default   = env("SECRET")
  sensitive = true
}
variable "word" {
  default = env("WORD")
}
variable "wait" {
  default = env("WAIT")
}
source "file" "x" {
  content = "\${var.word} \${var.secret}"
  target  = "x.txt"
}
build {
  sources = ["source.file.x"]
  provisioner "shell-local" {
    inline = ["pwd", "echo word $WORD, mine $SECRET, other $OTHER", "echo ready", var.wait]
  }
  post-processor "checksum" {
    checksum_types = ["md5"]
    output         = "x.md5"
  }
}
`;

function hostOf(number) {
  const cwd = join(parent, `place-${number}`);
  mkdirSync(join(cwd, "tmp"), { recursive: true });
  writeFileSync(join(cwd, "a.pkr.hcl"), template);
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    WORD: `word-${number}`,
    SECRET: `secret-${number}-${number}`,
    OTHER: `secret-${number + 1}-${number + 1}`,
    WAIT: number === aborted || number === closed ? "sleep 1000" : "true",
  };
  const host = nodeHost({ cwd, env, stateDirectory: join(cwd, "state"), tempDirectory: join(cwd, "tmp") });
  // Whoever waits for the listener that never answers waits a minute, of two seconds; so do its clean-ups, which need some time.
  return number === silent ? { ...host, sleep: (ms, signal) => host.sleep(ms / 30, signal) } : host;
}

function listenerOf(number, events, onReady) {
  return (event) => {
    events.push(event);
    if (event.type === "output" && event.text === "ready") onReady();
    if (number === throwing) throw new Error("a fault of the listener's");
    if (number === silent) return new Promise(() => {});
  };
}

async function runOne(number) {
  const host = hostOf(number);
  const engine = createEngine({ host, components: builtIns });
  const { template } = await engine.load("a.pkr.hcl");
  const { plan, diagnostics } = await engine.plan(template);
  if (!plan) throw new Error(JSON.stringify(diagnostics.map(({ detail }) => detail)));
  const controller = new AbortController();
  const events = [];
  const onReady = () => {
    if (number === aborted) controller.abort(new Error("enough of this one"));
    if (number === closed) void run[Symbol.asyncDispose]();
  };
  const run = engine.run(plan, { signal: controller.signal, io: { notify: listenerOf(number, events, onReady) } });
  const { status, builds } = await run.result;
  return { number, id: run.id, status, reason: builds[0].reason, diagnostics: diagnostics.length, events };
}

const listeners = () =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
const seen = () => ({
  listeners: listeners(),
  cwd: process.cwd(),
  env: { ...process.env },
  exitCode: process.exitCode,
  active: process.getActiveResourcesInfo(),
});

void [process.stdout, process.stderr]; // Node itself opens them when it closes a child's pipes
await setImmediate();
const before = seen();
const runs = await Promise.all(numbers.map(runOne));
await setImmediate(); // handles that were closed are gone in the next turn
const after = seen();
const places = numbers.map((number) => {
  const place = join(parent, `place-${number}`);
  const files = readdirSync(place).sort();
  const left = ["tmp", "state"].flatMap((name) => (files.includes(name) ? readdirSync(join(place, name)) : []));
  return { files, left, content: files.includes("x.txt") ? readFileSync(join(place, "x.txt"), "utf8") : undefined };
});
writeFileSync(results, JSON.stringify({ before, after, runs, places }));
