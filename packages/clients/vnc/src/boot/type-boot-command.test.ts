import { parseBootCommand } from "./boot-command.js";
import { type TypingOptions, typeBootCommand } from "./type-boot-command.js";

/** What happens while `command` is typed: `+61` for a key that goes down, `20` for a wait of 20 ms. */
async function typed(command: string, options: Partial<TypingOptions> = {}): Promise<string> {
  const happened: string[] = [];
  const client = {
    key: async (keysym: number, down: boolean) => void happened.push(`${down ? "+" : "-"}${keysym.toString(16)}`),
  };
  const sleep = async (milliseconds: number) => void happened.push(String(milliseconds));
  await typeBootCommand(parseBootCommand(command), client, { keyInterval: 20, sleep, ...options });
  return happened.join(" ");
}

test("each motion of a key is followed by the interval", async () => {
  expect(await typed("a")).toBe("+61 20 -61 20");
  expect(await typed("A")).toBe("+ffe1 20 +41 20 -41 20 -ffe1 20");
  expect(await typed("<wait>a<wait5><aOn>")).toBe("1000 +61 20 -61 20 5000 +61 20");
  expect(await typed("<AOn><AOff>")).toBe("+ffe1 20 +41 20 -ffe1 20 -41 20");
});

test("a group of keys ends at a wait and at the end", async () =>
  expect(await typed("<wait>ab<wait><wait>c", { groupInterval: 7 })).toBe(
    "1000 +61 20 -61 20 +62 20 -62 20 7 1000 1000 +63 20 -63 20 7",
  ));

test("cancelling ends the typing before the next key, with the signal's reason", async () => {
  const abort = new AbortController();
  const reason = new Error("cancelled");
  const moves: number[] = [];
  const client = { key: async (keysym: number) => void moves.push(keysym) };
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    if (milliseconds === 60_000) abort.abort(reason);
    signal?.throwIfAborted();
  };
  const actions = parseBootCommand("<leftCtrlOn><wait60>a");
  const options = { keyInterval: 1, signal: abort.signal, sleep };
  await expect(typeBootCommand(actions, client, options)).rejects.toBe(reason);
  await expect(typeBootCommand(actions, client, options)).rejects.toBe(reason);
  expect(moves).toEqual([0xffe3]);
});

test("a key that cannot be sent ends the typing", async () => {
  const client = { key: () => Promise.reject(new Error("gone")) };
  const options = { keyInterval: 1, sleep: async () => undefined };
  await expect(typeBootCommand(parseBootCommand("ab"), client, options)).rejects.toThrow("gone");
});
