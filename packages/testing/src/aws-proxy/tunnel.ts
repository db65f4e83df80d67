import { rmSync } from "node:fs";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:https";
import type { Duplex } from "node:stream";
import { createAuthority } from "./authority.js";

export interface Tunnel {
  /** Makes programs trust the certificates of the names that we speak for, whatever else the machine's settings are. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** Lets clients of a server connect through it to `*.amazonaws.com`, and answers there too. */
export function openTunnel(server: Server, handle: RequestListener): Tunnel {
  const { directory, certificateFile, key, certificate } = createAuthority();
  const amazon = createServer({ key, cert: certificate }, handle);
  const open = new Set<Duplex>();
  server.on("connect", ({ url = "" }, socket: Duplex) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
    if (!/\.amazonaws\.com:443$/.test(url)) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    amazon.emit("connection", socket);
  });
  return {
    env: {
      SSL_CERT_FILE: certificateFile,
      NODE_EXTRA_CA_CERTS: certificateFile,
      AWS_CA_BUNDLE: certificateFile,
      NO_PROXY: "",
    },
    close: () => {
      for (const socket of open) socket.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
