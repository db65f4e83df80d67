import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { bin, type Workplace } from "./ingot.test-fixtures.js";

/** Runs a program on a terminal of its own. Its input are JSON lines: {"type": text} or {"columns": number}. */
const driver = `
import fcntl, json, os, pty, struct, sys, termios, threading
def resize(fd, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
pid, fd = pty.fork()
if pid == 0:
    resize(0, 80)
    os.execvp(sys.argv[1], sys.argv[1:])
def relay():
    for line in sys.stdin:
        command = json.loads(line)
        if "type" in command:
            os.write(fd, command["type"].encode())
        else:
            resize(fd, command["columns"])
threading.Thread(target=relay, daemon=True).start()
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    os.write(1, data)
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;

export interface PseudoTerminal extends Disposable {
  type(text: string): void;
  resize(columns: number): void;
  /** Resolves with all up to `text`, from where the last call ended, without control sequences. */
  shows(text: string): Promise<string>;
  readonly code: Promise<number | null>;
}

export const keys = { enter: "\r", tab: "\t", up: "\u001b[A", interrupt: "\u0003", end: "\u0004" };

/** `ingot` with a person in front of it. Needs python3. */
export const ingotOnTerminal = (place: Workplace, ...args: readonly string[]): PseudoTerminal =>
  onTerminal(place, [process.execPath, bin, ...args]);

/** Any program, likewise. */
export function onTerminal(
  place: Workplace,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): PseudoTerminal {
  const child = spawn("python3", ["-c", driver, ...command], {
    cwd: place.directory,
    env: { PATH: process.env.PATH!, HOME: place.path("home"), TERM: "xterm", NO_COLOR: "1", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let written = "";
  let read = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const code = once(child, "close").then(([code]) => code as number | null);
  const send = (command: object) => void child.stdin.write(`${JSON.stringify(command)}\n`);
  const shows = (text: string) =>
    new Promise<string>((settle, fail) => {
      const look = () => {
        const screen = stripVTControlCharacters(written).replaceAll("\r", "");
        const at = screen.indexOf(text, read);
        if (at === -1) return;
        child.stdout.off("data", look);
        const shown = screen.slice(read, at + text.length);
        read = at + text.length;
        settle(shown);
      };
      child.stdout.on("data", look);
      code.then(
        () => fail(new Error(`it ended without showing ${JSON.stringify(text)}: ${JSON.stringify(written)}`)),
        fail,
      );
      look();
    });
  return {
    type: (text) => send({ type: text }),
    resize: (columns) => send({ columns }),
    shows,
    code,
    [Symbol.dispose]: () => void child.kill("SIGKILL"), // its terminal goes with it, and so does who sits there
  };
}
