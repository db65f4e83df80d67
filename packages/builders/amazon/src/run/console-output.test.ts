import { deny, freePort } from "@ingot/testing";
import { messageOf, withMoto } from "./launch-world.test-fixtures.js";

withMoto("an instance that lets nobody in", (open) => {
  const attempt = async (options: Parameters<typeof open>[0]) => {
    await using world = await open({ ...options, waitsFrom: 0 });
    const port = await freePort();
    const launching = world.launch({ communicator: "ssh", ssh_host: "127.0.0.1", ssh_port: port, ssh_timeout: "1s" });
    const message = await messageOf(launching);
    return { message, said: [...world.run.said], lines: world.run.lines.map(({ text }) => text) };
  };

  it("has what it said on its serial console shown", async () => {
    const output = Array.from({ length: 30 }, (_, at) => `line ${at}\r\n`).join("");
    const { message, said, lines } = await attempt({
      mends: { GetConsoleOutput: async () => ({ output: [Buffer.from(output).toString("base64")] }) },
    });
    expect(message).toMatch(/^Timeout waiting for SSH\./);
    expect(said.at(-1)).toMatch(/^The last that instance i-\w+ has said on its serial console:$/);
    expect(lines).toEqual(Array.from({ length: 25 }, (_, at) => `line ${at + 5}`));
  });

  it("fails for the same reason where it has said nothing, or nobody may look", async () => {
    const silent = await attempt({ mends: { GetConsoleOutput: async () => ({ output: [""] }) } });
    expect(silent.said.at(-1)).toMatch(/^Instance i-\w+ has said nothing on its serial console so far\.$/);
    const rules = [{ action: "ec2:GetConsoleOutput", fault: deny, times: Number.POSITIVE_INFINITY }];
    const denied = await attempt({ rules });
    expect(denied.message).toMatch(/^Timeout waiting for SSH\./);
    expect(denied.lines).toEqual([]);
  });
});
