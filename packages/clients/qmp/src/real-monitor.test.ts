import { connectVnc } from "@ingot/client-vnc";
import { keyEchoGuest, requiresQemu, testHost } from "@ingot/testing";
import { connectQmp } from "./qmp-client.js";

requiresQemu()("QEMU's monitor", () => {
  test("answers, refuses, and tells of what happens", async () => {
    using host = testHost();
    await using guest = await keyEchoGuest({ echoes: "scancodes" });
    const events: string[] = [];
    const client = await connectQmp({ path: guest.monitor, host, onEvent: ({ event }) => void events.push(event) });
    expect(await client.execute("query-status")).toMatchObject({ status: "running", running: true });
    expect(await client.execute("stop")).toEqual({});
    expect(await client.execute("query-status")).toMatchObject({ status: "paused", running: false });
    await client.execute("cont");
    await client.execute("system_powerdown");
    await expect(client.execute("no-such-command")).rejects.toMatchObject({
      code: "QMP_COMMAND",
      message: 'QEMU refused "no-such-command": The command no-such-command has not been found (CommandNotFound).',
    });
    await expect(client.execute("eject", { device: "größe €😀" })).rejects.toMatchObject({
      message: `QEMU refused "eject": Device 'größe €😀' not found (DeviceNotFound).`,
    });
    expect(JSON.stringify(await client.execute("query-qmp-schema")).length).toBeGreaterThan(100_000);
    await client.execute("quit");
    await client.closed;
    await guest.ended;
    expect(events).toEqual(["STOP", "RESUME", "POWERDOWN", "SHUTDOWN"]);
  });

  test("sets the password of VNC, for as long as it is said to hold", async () => {
    using host = testHost();
    await using guest = await keyEchoGuest({ echoes: "scancodes", vncPassword: true });
    await using client = await connectQmp({ path: guest.monitor, host });
    const logIn = async (password: string) => (await connectVnc({ ...guest.vnc, password })).close();
    await client.execute("set_password", { protocol: "vnc", password: "s3cret!x" });
    await client.execute("expire_password", { protocol: "vnc", time: "+60" });
    await logIn("s3cret!x");
    await logIn("s3cret!x, of which eight characters count");
    await expect(logIn("S3cret!x")).rejects.toMatchObject({
      code: "VNC_AUTHENTICATION",
      message: `The VNC server at 127.0.0.1:${guest.vnc.port} does not let us in: it says "Authentication failed".`,
    });
    await client.execute("expire_password", { protocol: "vnc", time: "now" });
    await expect(logIn("s3cret!x")).rejects.toMatchObject({ code: "VNC_AUTHENTICATION" });
  });

  test("a killed QEMU is a lost connection", async () => {
    using host = testHost();
    await using guest = await keyEchoGuest({ echoes: "scancodes" });
    const client = await connectQmp({ path: guest.monitor, host });
    process.kill(guest.pid, "SIGKILL");
    await client.closed;
    await expect(client.execute("query-status")).rejects.toMatchObject({ code: "QMP_CONNECTION_LOST" });
  });
});
