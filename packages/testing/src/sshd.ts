import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { processes, processText } from "./processes.js";
import { requires } from "./requires.js";

export interface SshdOptions {
  /** More lines of sshd_config. They come first, and sshd keeps the first value that it sees. */
  readonly config?: readonly string[];
  /** Public keys that may log in beside `sshd.key`. */
  readonly authorizedKeys?: readonly string[];
  /** Make a system user with a password, for as long as the server lives. Root only. */
  readonly withPassword?: boolean;
}

/** An OpenSSH server on 127.0.0.1, with a directory and host keys of its own. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  /** Who may log in with `key`: this process's user, or the one with the password. */
  readonly user: string;
  readonly password: string;
  /** Path of a private key that may log in (ed25519); beside it is its `.pub`. */
  readonly key: string;
  readonly directory: string;
  /** The host keys as lines `type base64`. */
  hostKeys(): string[];
  /** All that the server has said, at level VERBOSE. */
  log(): string;
  /** How many connections it has taken. */
  connections(): number;
  /** Resolves when the log holds `text`, counted from the server's first start. */
  logged(text: string | RegExp): Promise<void>;
  /** Kills the server, its connections, and what runs in them, as a power failure would. */
  kill(): Promise<void>;
  /** After `kill`: again on the same port. */
  start(): Promise<void>;
  /** For the next `start`: other host keys. */
  changeHostKeys(): void;
}

const program = "/usr/sbin/sshd";

/** `describe` where sshd is installed; elsewhere a suite that is skipped. */
export const requiresSshd = (): typeof describe => requires("sshd", "openssh-server", ["/usr/sbin"]);

/** Only root can make users and have PAM look at their passwords. */
const canMakeUsers = (): boolean => userInfo().uid === 0;

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-sshd-"));
  const port = await freePort();
  const key = join(directory, "id_ed25519");
  generateKey(key, "ed25519");
  const password = randomBytes(12).toString("hex");
  const user = options.withPassword ? makeUser(password) : userInfo().username;
  makeHostKeys(directory);
  writeConfig(directory, port, key, options);
  const server = serverIn(directory);
  await server.start();
  return {
    ...server,
    port,
    user,
    password,
    key,
    directory,
    hostKeys: () => hostKeyTypes.map((type) => readFileSync(`${hostKey(directory, type)}.pub`, "utf8").trim()),
    connections: () => server.log().match(/^Connection from /gm)?.length ?? 0,
    changeHostKeys: () => makeHostKeys(directory),
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      if (options.withPassword) execFileSync("userdel", ["--force", "--remove", user], { stdio: "ignore" });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const hostKeyTypes = ["ed25519", "ecdsa", "rsa"] as const;
const hostKey = (directory: string, type: string) => join(directory, `host_${type}`);

function makeHostKeys(directory: string): void {
  for (const type of hostKeyTypes) generateKey(hostKey(directory, type), type);
}

function generateKey(path: string, type: string): void {
  for (const each of [path, `${path}.pub`]) rmSync(each, { force: true });
  const bits = type === "rsa" ? ["-b", "2048"] : [];
  execFileSync("ssh-keygen", ["-q", "-t", type, ...bits, "-N", "", "-C", "", "-f", path]);
}

function writeConfig(directory: string, port: number, key: string, options: SshdOptions): void {
  const keys = [readFileSync(`${key}.pub`, "utf8").trim(), ...(options.authorizedKeys ?? [])];
  const authorized = join(directory, "authorized_keys");
  writeFileSync(authorized, `${keys.join("\n")}\n`, { mode: 0o644 });
  execFileSync("chmod", ["0755", directory]); // sshd reads the keys as the user who logs in
  const lines = [
    ...(options.config ?? []),
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    ...hostKeyTypes.map((type) => `HostKey ${hostKey(directory, type)}`),
    `AuthorizedKeysFile ${authorized}`,
    `PidFile ${join(directory, "sshd.pid")}`,
    "StrictModes no",
    "PermitRootLogin yes",
    `UsePAM ${canMakeUsers() ? "yes" : "no"}`,
    "MaxStartups 200",
    "LogLevel VERBOSE",
    ...(options.withPassword ? [] : [`SetEnv HOME=${directory}`]), // what this user's shell does at its start is not tested
    ...(options.config?.some((line) => line.startsWith("Subsystem")) ? [] : ["Subsystem sftp internal-sftp"]), // may stand once only
  ];
  writeFileSync(join(directory, "sshd_config"), `${lines.join("\n")}\n`);
}

function makeUser(password: string): string {
  const name = `ingot-${randomBytes(5).toString("hex")}`;
  execFileSync("useradd", ["--create-home", "--shell", "/bin/sh", name]);
  execFileSync("chpasswd", { input: `${name}:${password}\n` });
  return name;
}

function serverIn(directory: string): Pick<Sshd, "log" | "logged" | "kill" | "start"> {
  let log = "";
  let process: ChildProcess | undefined;
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer) => {
    log += chunk.toString("utf8").replaceAll("\r", "");
    for (const look of waiting) look();
  };
  const appears = (isThere: () => boolean): Promise<void> =>
    new Promise((settle, fail) => {
      const look = () => {
        const ended = process === undefined || process.exitCode !== null;
        if (!isThere() && !ended) return;
        waiting.delete(look);
        if (isThere()) settle();
        else fail(new Error(`sshd has ended: ${log}`));
      };
      waiting.add(look);
      look();
    });
  return {
    log: () => log,
    logged: (text) => appears(() => (typeof text === "string" ? log.includes(text) : text.test(log))),
    start: async () => {
      if (canMakeUsers()) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
      const from = log.length;
      const server = [program, "-D", "-e", "-f", join(directory, "sshd_config")];
      // A test that is killed takes its server with it.
      process = spawn("setpriv", ["--pdeathsig", "KILL", ...server], { stdio: ["ignore", "ignore", "pipe"] });
      process.stderr!.on("data", take);
      process.once("exit", () => take(Buffer.of()));
      await appears(() => log.includes("Server listening on", from));
    },
    kill: async () => {
      const running = process;
      process = undefined;
      if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = new Promise((settle) => running.once("exit", settle));
      killTree(running.pid);
      await ended;
    },
  };
}

/** Stopped from the top first, so that nobody starts anything while we look. */
function killTree(pid: number): void {
  signal(pid, "SIGSTOP");
  for (const child of childrenOf(pid)) killTree(child);
  signal(pid, "SIGKILL");
}

const childrenOf = (parent: number) => processes().filter((pid) => parentOf(pid) === parent);

/** It comes second behind a name that may hold anything. */
const parentOf = (pid: number) => Number(processText(pid, "stat").split(") ").pop()!.split(" ")[1]);

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended meanwhile
  }
}
