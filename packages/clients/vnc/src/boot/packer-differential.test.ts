import { keyEchoGuest, requires, requiresQemu } from "@ingot/testing";
import { readKeys, scriptedServer, welcome } from "../rfb/scripted-server.test-fixtures.js";
import { connectVnc } from "../rfb/vnc-client.js";
import { parseBootCommand } from "./boot-command.js";
import { packerTypes } from "./packer-typing.test-fixtures.js";
import { specialKeys } from "./special-keys.js";
import { typeBootCommand } from "./type-boot-command.js";

jest.setTimeout(90_000); // packer types a key every 100 ms

const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at));

/** Packer 1.6.6 does not have the keys that came later. */
const namesInPacker = Object.keys(specialKeys).filter((name) => !/menu|Option|Command/.test(name));

const commands = [
  ascii,
  ["", "On", "OFF"].flatMap((motion) => namesInPacker.map((name) => `<${name}${motion}>`)).join(""),
  "<aOn><aOff><AOn>b<AOFF><<On><<Off><>on><éOn><leftShiftOn>aB1!<leftShiftOff>",
  "éÉñÑß¡§ÿ€\n\t<\n><foo><a><<enter>x><enter<f13><abOn><On><Off><PAGEUP><pageup>",
  "<WAIT><wait 5><wait5x><waitx><wait1.5><wait.5s><wait05ms><wait1m30><wait+1s><wait1.1.1s><wait-1>",
  "a<wait0>b<wait1ms>c<wait1ms1us>d<wait0.001s>e<wait5µs>f<wait5ns>g",
];

async function keysOf(type: (port: number) => Promise<void>): Promise<string[]> {
  let keys: string[] = [];
  await using server = await scriptedServer(async (peer) => {
    await welcome(peer);
    keys = await readKeys(peer);
  });
  await type(server.port);
  await server.script;
  return keys;
}

async function weType(command: string, port: number): Promise<void> {
  await using client = await connectVnc({ host: "127.0.0.1", port });
  await typeBootCommand(parseBootCommand(command), client, { keyInterval: 0, sleep: async () => undefined });
}

requires("packer", "packer")("Packer's key events", () => {
  test("are ours, in the same order", async () => {
    const command = commands.join("<f12>");
    const packers = await keysOf((port) => packerTypes(command, port));
    expect(packers.length).toBeGreaterThan(500);
    expect(await keysOf((port) => weType(command, port))).toEqual(packers);
  });

  test("beyond Latin-1 are characters' numbers where X11 has keysyms", async () => {
    expect(await keysOf((port) => packerTypes("ж€", port))).toEqual(["+436", "-436", "+20ac", "-20ac"]);
    expect(await keysOf((port) => weType("ж€", port))).toEqual(["+1000436", "-1000436", "+20ac", "-20ac"]);
  });
});

requiresQemu()("what arrives in a machine", () => {
  test.each(commands.slice(0, 3))("is the same from Packer and from us: %s", async (command) => {
    const arrives = async (type: (text: string, port: number) => Promise<void>) => {
      await using guest = await keyEchoGuest({ echoes: "scancodes" });
      await type(`${command}<f12><f12>`, guest.vnc.port);
      return (await guest.echoedUntil(Buffer.of(0x58, 0xd8, 0x58, 0xd8))).toString("hex");
    };
    expect(await arrives(weType)).toBe(await arrives(packerTypes));
  });
});
