import { Readable } from "node:stream";
import { type ContractMachine, runOn } from "./contract-machine.js";

/** Commands: output, status, input, cancellation. */
export function communicatorCommandContract(open: () => Promise<ContractMachine>): void {
  describe("commands", () => {
    test("give their output by stream, and their exit status", async () => {
      await using machine = await open();
      const { exitCode, lines } = await runOn(machine, "echo out; echo err >&2; exit 7");
      expect(exitCode).toBe(7);
      expect(lines).toContainEqual({ stream: "stdout", text: "out" });
      expect(lines).toContainEqual({ stream: "stderr", text: "err" });
      expect(lines).toHaveLength(2);
    });

    test("are one argument of the shell, whatever characters they hold", async () => {
      await using machine = await open();
      const { text } = await runOn(machine, `printf '%s|' 'a b' "\\$HOME" $((1+1)) '"' 'ü'; echo`);
      expect(text).toBe(`a b|$HOME|2|"|ü|`);
    });

    test("read standard input to its end, and their output still comes", async () => {
      await using machine = await open();
      const lines: string[] = [];
      const stdin = Readable.from(["one\n", "two\n", "x".repeat(300_000)]);
      const { exitCode } = await machine.communicator.exec("cat | wc -c; echo done", {
        stdin,
        onOutput: ({ text }) => void lines.push(text.trim()),
      });
      expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: ["300008", "done"] });
    });

    test("without input find it at its end", async () => {
      await using machine = await open();
      expect((await runOn(machine, "cat; echo end")).text).toBe("end");
    });

    test("hold back when their reader is slow, and lose nothing", async () => {
      await using machine = await open();
      let count = 0;
      await machine.communicator.exec("seq 1 100000", {
        onOutput: async ({ text }) => {
          count += 1;
          if (text.endsWith("000")) await new Promise(setImmediate);
        },
      });
      expect(count).toBe(100_000);
    });

    test("may print one line of ten megabytes", async () => {
      await using machine = await open();
      const { lines } = await runOn(machine, "head -c 10485760 /dev/zero | tr '\\0' 'a'; echo");
      expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(65_000);
      expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThanOrEqual(65_536);
    });

    test("may print bytes that are no text", async () => {
      await using machine = await open();
      const { text } = await runOn(machine, "printf 'a\\377\\200b\\n'; echo after");
      expect(text).toMatch(/^a\ufffd+b\nafter$/);
    });

    test("give bytes as they are to whoever asks for bytes", async () => {
      await using machine = await open();
      const pieces: Record<string, Uint8Array[]> = { stdout: [], stderr: [] };
      const { exitCode } = await machine.communicator.exec("printf 'a\\377\\r\\0b'; printf 'x\\ny' >&2; exit 3", {
        onBytes: ({ stream, data }) => void pieces[stream]!.push(Buffer.from(data)),
      });
      const all = Object.fromEntries(Object.entries(pieces).map(([name, each]) => [name, Buffer.concat(each)]));
      expect(exitCode).toBe(3);
      expect(all).toEqual({ stdout: Buffer.from("a\xff\r\0b", "latin1"), stderr: Buffer.from("x\ny") });
    });

    test("that are cancelled reject with the reason, and run no longer", async () => {
      await using machine = await open();
      const controller = new AbortController();
      const reason = new Error("enough");
      const pidFile = `${machine.there}/pid`;
      const running = machine.communicator.exec(`sleep 600 & echo $! >${pidFile}; echo ready; wait`, {
        signal: controller.signal,
        onOutput: () => controller.abort(reason),
      });
      await expect(running).rejects.toBe(reason);
      const { text } = await runOn(machine, `{ tr '\\0' ' ' </proc/$(cat ${pidFile})/cmdline; } 2>/dev/null; echo`);
      expect(text).toBe(""); // a dead process that nobody has asked after has no command line
    });

    test("that were cancelled before their start do not start", async () => {
      await using machine = await open();
      const signal = AbortSignal.abort(new Error("too late"));
      await expect(machine.communicator.exec(`touch ${machine.there}/started`, { signal })).rejects.toThrow("too late");
      expect((await runOn(machine, `ls ${machine.there}`)).text).toBe("");
    });
  });
}
