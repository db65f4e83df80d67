import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How a start of the fake went: what it was called with, who it is, and whom it has started. */
export interface PluginStart {
  readonly args: readonly string[];
  readonly environment: string | null;
  readonly pid: number;
  readonly child: number;
}

/** A `session-manager-plugin` that refuses what Amazon's would not understand, and leads to a port of this machine. */
export interface FakePlugin extends Disposable {
  /** A PATH that begins with it. */
  readonly path: string;
  starts(): readonly PluginStart[];
}

interface FakePluginOptions {
  readonly version?: string;
  /** What becomes of each start: it leads on, it runs and never listens, or it ends at once. Default: all lead on. */
  readonly fates?: readonly ("leads" | "mute" | "ends")[];
}

/** Amazon's command line calls it so: response, region, operation, profile, request, endpoint. */
const program = (directory: string, { version = "1.2.707.0", fates = [] }: FakePluginOptions) => `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const { createServer, connect } = require("node:net");
const { spawn } = require("node:child_process");
const refuse = (why) => { console.error(why); process.exit(2); };
const args = process.argv.slice(2);
if (args[0] === "--version") { console.log(${JSON.stringify(version)}); process.exit(0); }
if (args.length !== 6) refuse("six arguments, not " + args.length);
const [given, region, operation, profile, request, endpoint] = args;
const name = "AWS_SSM_START_SESSION_RESPONSE";
const text = given === name ? process.env[name] : given;
const session = JSON.parse(text);
if (Object.keys(session).sort().join() !== "SessionId,StreamUrl,TokenValue") refuse("not a session: " + Object.keys(session));
if (operation !== "StartSession" || profile !== "") refuse("not to start a session");
if (endpoint !== "https://ssm." + region + ".amazonaws.com") refuse("endpoint " + endpoint);
const { Target, DocumentName, Parameters } = JSON.parse(request);
if (!/^i-[0-9a-f]+$/.test(Target) || DocumentName !== "AWS-StartPortForwardingSession") refuse("not a tunnel");
const [port] = Parameters.portNumber, [localPort] = Parameters.localPortNumber;
const log = ${JSON.stringify(join(directory, "starts"))};
const count = existsSync(log) ? readFileSync(log, "utf8").trim().split("\\n").length : 0;
const child = spawn("sleep", ["1000"], { stdio: "ignore" });
appendFileSync(log, JSON.stringify({ args, environment: process.env[name] ?? null, pid: process.pid, child: child.pid }) + "\\n");
const fate = ${JSON.stringify(fates)}[count] ?? "leads";
if (fate === "ends") refuse("Cannot perform start session: EOF");
if (fate === "leads") createServer((socket) => {
  const far = connect(Number(port), "127.0.0.1");
  for (const each of [socket, far]) each.on("error", () => { socket.destroy(); far.destroy(); });
  socket.pipe(far).pipe(socket);
}).listen(Number(localPort), "127.0.0.1", () => console.log("Waiting for connections..."));
`;

export function fakePlugin(options: FakePluginOptions = {}): FakePlugin {
  const directory = mkdtempSync(join(tmpdir(), "ingot-plugin-"));
  const file = join(directory, "session-manager-plugin");
  writeFileSync(file, program(directory, options));
  chmodSync(file, 0o755);
  const log = join(directory, "starts");
  return {
    path: `${directory}:${process.env.PATH}`,
    starts: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as PluginStart)
        : [],
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
