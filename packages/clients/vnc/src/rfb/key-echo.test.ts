import { readFileSync } from "node:fs";
import { keyEchoGuest, requiresQemu, until } from "@ingot/testing";
import { parseBootCommand } from "../boot/boot-command.js";
import { specialKeys } from "../boot/special-keys.js";
import { typeBootCommand } from "../boot/type-boot-command.js";
import { connectVnc, type VncClient } from "./vnc-client.js";

jest.setTimeout(90_000); // an emulated machine hears one key after the other

const type = (text: string, client: VncClient) =>
  typeBootCommand(parseBootCommand(text), client, { keyInterval: 0, sleep: async () => undefined });

const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at));

/** Set 1, by the tables of PC keyboards: what going down sends; `e0` before it is of the keys that the first PCs lacked. */
const scancodes: Readonly<Record<string, string>> = {
  ...{ bs: "0e", del: "e053", enter: "1c", return: "1c", esc: "01", tab: "0f", spacebar: "39", menu: "e05d" },
  ...{ up: "e048", down: "e050", left: "e04b", right: "e04d", insert: "e052", home: "e047", end: "e04f" },
  ...{ pageUp: "e049", pageDown: "e051", f1: "3b", f2: "3c", f3: "3d", f4: "3e", f5: "3f", f6: "40" },
  ...{ f7: "41", f8: "42", f9: "43", f10: "44", f11: "57", f12: "58" },
  ...{ leftAlt: "38", rightAlt: "e038", leftOption: "38", rightOption: "e038", leftCtrl: "1d", rightCtrl: "e01d" },
  ...{ leftShift: "2a", rightShift: "36", leftSuper: "e05b", rightSuper: "e05c" },
  ...{ leftCommand: "e05b", rightCommand: "e05c" },
};

/** Going up sets the highest bit of the last byte. */
const released = (code: string) => code.slice(0, -2) + (Number.parseInt(code.slice(-2), 16) | 0x80).toString(16);

requiresQemu()("in a real machine", () => {
  test("every printable ASCII character arrives as typed", async () => {
    await using guest = await keyEchoGuest({ echoes: "characters" });
    await using client = await connectVnc(guest.vnc);
    expect(client.name).toBe("QEMU");
    await type(`${ascii}<f12>`, client);
    const pairs = await guest.echoedUntil(Buffer.of(0x00, 0x86)); // F12 has no character
    const characters = pairs.filter((_byte, at) => at % 2 === 0);
    expect(Buffer.from(characters).toString()).toBe(`${ascii}\0`);
  });

  test("letters arrive as written while Shift is held, and the rest shifted, until a capital lets go of it", async () => {
    await using guest = await keyEchoGuest({ echoes: "characters" });
    await using client = await connectVnc(guest.vnc);
    await type("<leftShiftOn>a1<leftShiftOff>1<rightShiftOn>1B1<rightShiftOff><leftShiftOn>1B1<f12>", client);
    const pairs = await guest.echoedUntil(Buffer.of(0x00, 0x86));
    expect(Buffer.from(pairs.filter((_byte, at) => at % 2 === 0)).toString()).toBe("a!1!B!!B1\0");
  });

  test("every key of the table arrives, goes down, stays down and comes up", async () => {
    await using guest = await keyEchoGuest({ echoes: "scancodes" });
    await using client = await connectVnc(guest.vnc);
    for (const name of Object.keys(specialKeys)) {
      const code = scancodes[name]!;
      await type(`<${name}><${name}On>9<${name}Off>`, client);
      const expected = [code, released(code), code, "0a", "8a", released(code)].join("");
      const echoed = await guest.echoedUntil(Buffer.from(`0a8a${released(code)}`, "hex"));
      expect(`${name} ${echoed.toString("hex")}`).toBe(`${name} ${expected}`);
    }
  });

  test("what is held when we go comes up", async () => {
    await using guest = await keyEchoGuest({ echoes: "scancodes" });
    const client = await connectVnc(guest.vnc);
    await type("<leftCtrlOn><leftAltOn>", client);
    await client.close();
    expect((await guest.echoedUntil(Buffer.of(0x9d))).toString("hex")).toBe("1d38b89d");
  });

  test("a server that asks for a password and has none that fits says so", async () => {
    await using guest = await keyEchoGuest({ echoes: "scancodes", vncPassword: true });
    await expect(connectVnc(guest.vnc)).rejects.toMatchObject({ code: "VNC_AUTHENTICATION" });
    await expect(connectVnc({ ...guest.vnc, password: "wrong" })).rejects.toMatchObject({
      code: "VNC_AUTHENTICATION",
      message: expect.stringMatching(/does not let us in: it says "Authentication failed"\.$/),
    });
  });

  test("a machine that ends is a lost connection", async () => {
    await using guest = await keyEchoGuest({ echoes: "scancodes" });
    await using client = await connectVnc(guest.vnc);
    process.kill(guest.pid, "SIGKILL");
    await guest.ended;
    await expect(type(ascii, client)).rejects.toMatchObject({ code: "VNC_CONNECTION_LOST" });
  });

  test("a machine ends while it still says what nobody reads", async () => {
    const guest = await keyEchoGuest({ echoes: "characters" });
    const written = () => Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${guest.pid}/io`, "utf8"))![1]);
    await using client = await connectVnc(guest.vnc);
    await type("a".repeat(200), client);
    await guest.echoedUntil(Buffer.from("a"));
    const said = written();
    await until(() => written() > said + 10);
    await guest[Symbol.asyncDispose]();
    expect(() => process.kill(guest.pid, 0)).toThrow("ESRCH");
  });
});
