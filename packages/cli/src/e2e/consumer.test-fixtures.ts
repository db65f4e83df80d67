import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const root = join(__dirname, "../../../..");

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface PublishedPackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** Every workspace that is not private. */
export function publishedPackages(): PublishedPackage[] {
  const { workspaces }: { workspaces: readonly string[] } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const folders = workspaces.flatMap((pattern) => (pattern.endsWith("/*") ? foldersIn(pattern.slice(0, -2)) : pattern));
  return folders
    .map((folder) => ({ folder: join(root, folder), manifest: manifestOf(join(root, folder)) }))
    .filter(({ manifest }) => !manifest.private);
}

const foldersIn = (parent: string) =>
  readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, "package.json")));

export interface Tarball {
  readonly name: string;
  readonly path: string;
  /** Relative to the package. */
  readonly files: readonly string[];
}

/** What `npm publish` would send. */
export function packAll(packages: readonly PublishedPackage[], destination: string, npm: Npm): Tarball[] {
  const folders = packages.map(({ folder }) => folder);
  const listed = npm(destination, "pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...folders);
  const all: { name: string; filename: string; files: { path: string }[] }[] = JSON.parse(listed);
  return all.map(({ name, filename, files }) => ({
    name,
    path: join(destination, filename),
    files: files.map(({ path }) => path),
  }));
}

/** Runs npm in a folder, with a cache of its own: what it installs is what it was given. */
export type Npm = (cwd: string, ...args: string[]) => string;

export function npmAt(home: string): Npm {
  const env = { PATH: process.env.PATH, HOME: home, npm_config_cache: join(home, "cache"), npm_config_offline: "true" };
  return (cwd, ...args) => execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The libraries that packages stand on, from where this repository has them, by name: no registry is asked. */
export function librariesOf(folders: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const pending = [...folders];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    for (const name of Object.keys(manifestOf(folder).dependencies ?? {})) {
      const place = resolveFrom(folder, name);
      const known = found.get(name);
      if (known !== undefined && known !== place) throw new Error(`two versions of ${name}: ${known} and ${place}`);
      if (known === undefined) pending.push(place);
      found.set(name, place);
    }
  }
  return new Map([...found].filter(([name]) => !name.startsWith("@ingot/")));
}

function resolveFrom(folder: string, name: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const place = join(at, "node_modules", name);
    if (existsSync(place)) return realpathSync(place);
  }
  throw new Error(`${name} is not installed for ${folder}`);
}

export interface Consumer {
  readonly directory: string;
  readonly tarballs: readonly Tarball[];
  readonly npm: Npm;
  path(name: string): string;
  write(name: string, text: string): void;
  /** Runs Node in the project; its output, or an error that holds it. */
  node(...args: string[]): string;
  /** What the type checker prints; empty when all is well. It writes JavaScript beside the sources. */
  typeCheck(config: object): string;
  remove(): void;
}

/** A project of a stranger's that has installed these packages, and nothing else but the types of Node. */
export function installConsumer(packages = publishedPackages()): Consumer {
  const directory = mkdtempSync(join(tmpdir(), "ingot-consumer-"));
  const path = (name: string) => join(directory, name);
  const npm = npmAt(path("home"));
  mkdirSync(path("tarballs"));
  const tarballs = packAll(packages, path("tarballs"), npm);
  const nodeTypes = resolveFrom(root, "@types/node");
  const libraries = librariesOf([...packages.map(({ folder }) => folder), nodeTypes]).set("@types/node", nodeTypes);
  const given = [...tarballs.map(({ name, path }) => [name, path] as const), ...libraries];
  const dependencies = Object.fromEntries(given.map(([name, place]) => [name, `file:${place}`]));
  writeFileSync(path("package.json"), JSON.stringify({ name: "stranger", private: true, dependencies }));
  npm(directory, "install", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund");
  const run = (program: string, ...args: string[]) => execute(program, args, directory);
  return {
    directory,
    tarballs,
    npm,
    path,
    write: (name, text) => writeFileSync(path(name), text),
    node: (...args) => run(process.execPath, ...args),
    typeCheck: (config) => {
      writeFileSync(path("tsconfig.json"), JSON.stringify(config));
      return run(join(root, "node_modules/.bin/tsc"), "--project", path("tsconfig.json"), "--pretty", "false");
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Standard output; with standard error and the exit code after it where the program fails. */
function execute(program: string, args: readonly string[], cwd: string): string {
  const env = { PATH: process.env.PATH, HOME: join(cwd, "home"), TMPDIR: cwd };
  try {
    return execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return `${stdout}${stderr}exit code ${status}\n`;
  }
}
