import { once } from "node:events";
import { createServer } from "node:net";
import { testContext, testHost } from "@ingot/testing";
import { isFree, reservePort } from "./free-port.js";

/** Below the ports that Linux gives to clients by itself. */
const range = { min: 22_200, max: 22_204, address: "127.0.0.1", options: "host_port_min and host_port_max" };

async function listenOn(port: number) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return { [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))) };
}

it("gives builds that want one at once different ports, none that is taken, and gives them back", async () => {
  using host = testHost();
  await using _taken = await listenOn(22_202);
  await using run = testContext({ host });
  const reserved = await Promise.all([1, 2, 3, 4].map(() => reservePort(range, run)));
  expect(reserved.map(({ port }) => port).sort()).toEqual([22_200, 22_201, 22_203, 22_204]);
  expect(await isFree(22_202, "127.0.0.1")).toBe(false);
  await expect(reservePort(range, run)).rejects.toMatchObject({
    code: "NO_FREE_PORT",
    message:
      "No port from 22200 to 22204 is free on 127.0.0.1. Widen the range with host_port_min and host_port_max, or end what listens there.",
  });
  reserved[2]!.release();
  expect((await reservePort(range, run)).port).toBe(reserved[2]!.port);
});

it("lets go of them at the build's end", async () => {
  using host = testHost();
  for (let round = 0; round < 3; round++) {
    await using run = testContext({ host });
    expect((await reservePort({ ...range, max: range.min }, run)).port).toBe(range.min);
  }
});

it("looks for no port where there can be none", async () => {
  using host = testHost();
  await using run = testContext({ host });
  await expect(reservePort({ ...range, address: "203.0.113.7" }, run)).rejects.toMatchObject({
    code: "NO_SUCH_ADDRESS",
    message: "Nothing can listen on 203.0.113.7: this machine has no such address.",
  });
});
