import { testContext, testHost } from "@ingot/testing";
import { parseQemu } from "../machine.test-fixtures.js";
import { hostWhenUp } from "./machine-place.js";

const port = { port: 1, release: () => {} };
const ports = { forward: port, vnc: undefined, areTaken: async () => false, release: () => {} };
const place = { host: "127.0.0.1", port: port.port };

it("shows the host without waiting, and waits for the guest no longer than an attempt may take", async () => {
  using host = testHost();
  const config = parseQemu({ communicator: "ssh", ssh_username: "u", ssh_password: "p" });
  const ask = hostWhenUp(config, { ports }, place, testContext({ host })) as (signal?: AbortSignal) => Promise<string>;
  expect(await ask()).toBe("127.0.0.1");
  await expect(ask(AbortSignal.abort(new Error("ssh_timeout is over")))).rejects.toThrow("ssh_timeout is over");
});
