import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { testHost } from "@ingot/testing";
import { guestAnswers } from "./guest-answer.js";

/**
 * Takes connections at once, as QEMU does, and speaks on those that come from `speaksFrom` on, or on each when as many as `slowness`
 * have come after it.
 */
async function guest(speaksFrom: number, slowness = Number.POSITIVE_INFINITY) {
  const taken: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (taken.push(socket) >= speaksFrom) socket.write("SSH-2.0-x\r\n");
    taken.at(-1 - slowness)?.write("SSH-2.0-x\r\n");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { port, taken, [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))) };
}

/** Time that goes by at once, yet not before connections have come. */
const hurried = (host: ReturnType<typeof testHost>) => ({
  ...host,
  sleep: (milliseconds: number, signal?: AbortSignal) => host.sleep(milliseconds / 50, signal),
});

const ever = new AbortController().signal;

it("asks on one connection after the other, until one is answered", async () => {
  using host = testHost();
  await using server = await guest(4);
  await guestAnswers(server.port, hurried(host), ever);
  expect(server.taken.length).toBeGreaterThanOrEqual(4);
  expect(server.taken.length).toBeLessThan(8);
});

it("hears guests that take seconds to say something", async () => {
  using host = testHost();
  await using server = await guest(Number.POSITIVE_INFINITY, 2);
  await guestAnswers(server.port, hurried(host), ever);
  expect(server.taken.length).toBeLessThan(20);
});

it("leaves it to the communicator to say that nobody answers", async () => {
  using host = testHost();
  await using server = await guest(Number.POSITIVE_INFINITY);
  await guestAnswers(server.port, hurried(host), ever);
  expect(server.taken.length).toBeGreaterThanOrEqual(20);
});

it("ends with the attempt", async () => {
  using host = testHost();
  await using server = await guest(Number.POSITIVE_INFINITY);
  const signal = AbortSignal.abort(new Error("no more"));
  await expect(guestAnswers(server.port, host, signal)).rejects.toThrow("no more");
});
