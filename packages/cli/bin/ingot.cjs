#!/usr/bin/env node
// The launcher: it exists before the first build, so that npm can link it. What a short command costs is mostly what it loads, so
// the bundle is run with V8's code for it from an earlier run, and Node's modules are loaded when something of theirs is used.
const fs = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const file = join(__dirname, "../dist/bundle/ingot.cjs");

function start() {
  const source = readBundle();
  if (source === undefined) {
    process.stderr.write('Error: ingot is not built yet. Run "npm run build" in its repository.\n');
    process.exitCode = 1;
    return;
  }
  const name = cacheName(source, process.argv[2]);
  const cachedData = read(join(dirname(file), "cache", name)) ?? readPrivate(name);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
    filename: file,
    cachedData,
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, lazyRequire(createRequire(file)), module, file, dirname(file));
  if (cachedData === undefined) process.once("exit", (code) => code === 0 && writePrivate(name, script));
  module.exports.run();
}

function readBundle() {
  try {
    return fs.readFileSync(file, "latin1"); // it is ASCII
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Node's own modules stay unloaded until a name of theirs is used. Libraries ask for them without "node:", and get what they expect. */
function lazyRequire(require) {
  return (name) =>
    name.startsWith("node:")
      ? new Proxy(
          {},
          lazily(() => require(name)),
        )
      : require(name);
}

const lazily = (load) => ({
  get: (_, key) => load()[key],
  has: (_, key) => key in load(),
  ownKeys: () => Reflect.ownKeys(load()),
  getOwnPropertyDescriptor: (_, key) => ({ ...Reflect.getOwnPropertyDescriptor(load(), key), configurable: true }),
});

/**
 * The bundle begins with a hash of itself, since V8 compares no more than lengths. A cache is read by the Node that wrote it and by no other;
 * each command has its own, since V8 makes everything of a cache that is in it.
 */
function cacheName(source, command = "") {
  const hash = /^\/\*(\w+)\*\//.exec(source)[1];
  const known = /^(build|clean|complete|console|fmt|graph|inspect|plan|validate)$/.test(command) ? command : "other";
  return `${known}-${hash}-${process.version}-${process.arch}.cache`;
}

function read(path) {
  try {
    return fs.readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Code is taken only from a folder that is this user's and that nobody else can write to. */
function readPrivate(name) {
  const folder = privateFolder();
  return folder && isPrivate(folder) ? read(join(folder, name)) : undefined;
}

function privateFolder() {
  const { XDG_CACHE_HOME: cache, HOME: home } = process.env;
  if (cache?.startsWith("/")) return join(cache, "ingot");
  return home?.startsWith("/") ? join(home, ".cache/ingot") : undefined;
}

function isPrivate(folder) {
  try {
    const { uid, mode } = fs.lstatSync(folder);
    return uid === process.getuid() && (mode & 0o170022) === 0o040000; // a folder, and no link to one
  } catch {
    return false;
  }
}

/** For the next time. It is only quicker: what goes wrong is not told. */
function writePrivate(name, script) {
  const folder = privateFolder();
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(folder)) return;
    const partial = join(folder, `${name}.${process.pid}`);
    fs.writeFileSync(partial, script.createCachedData(), { flag: "wx", mode: 0o600 });
    fs.renameSync(partial, join(folder, name));
    removeOld(folder);
  } catch {}
}

/** Earlier versions' leavings. */
function removeOld(folder) {
  const month = 30 * 24 * 3600 * 1000;
  for (const name of fs.readdirSync(folder)) {
    const path = join(folder, name);
    if (fs.statSync(path).mtimeMs < Date.now() - month) fs.rmSync(path);
  }
}

start();
