import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { freePort } from "./free-port.js";

async function listening(port: number) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

test("a port is free to listen at, and none that servers without a wish for one are given", async () => {
  const [given, own] = [await listening(0), await listening(await freePort())];
  expect(own.port).toBeLessThan(given.port);
  for (const { server } of [given, own]) await once(server.close(), "close");
});
