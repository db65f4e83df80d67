import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what the kernel gives to connections and to servers that leave the choice to it (Linux: from 32768 on), and above what services are known by. */
const [first, last] = [20_000, 32_767];

/** Nobody listens there now, and nobody comes to by chance before you do. */
export async function freePort(): Promise<number> {
  const port = randomInt(first, last + 1);
  return (await isFree(port)) ? port : await freePort();
}

function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const close = () => once(server.close(), "close").then(() => true);
  return once(server, "listening").then(close, () => false);
}
