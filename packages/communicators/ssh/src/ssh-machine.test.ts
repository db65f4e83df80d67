import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, connect as dialTcp, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type Duplex, pipeline } from "node:stream";
import { isIngotError, reasonOf } from "@ingot/core/plugin";
import {
  freePort,
  requiresAll,
  requiresRoot,
  requiresSshd,
  type Sshd,
  startSshd,
  testContext,
  testHost,
  until,
} from "@ingot/testing";
import ssh2 from "ssh2";
import { openSshMachine } from "./ssh-machine.js";
import type { SshSettings } from "./ssh-settings.js";
import { keyLogin, settingsFor } from "./test-settings.test-fixtures.js";

jest.setTimeout(90_000); // servers and keys are made for each test

interface Relay extends AsyncDisposable {
  readonly port: number;
  readonly open: Set<Socket>;
}

/** A TCP server on loopback; `serve` gets each connection. */
async function listen(serve: (socket: Socket) => void, port = 0): Promise<Relay> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket)).on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((settle) => server.listen(port, "127.0.0.1", settle));
  const close = () =>
    new Promise<void>((settle) => {
      server.close(() => settle());
      for (const socket of open) socket.destroy();
    });
  return { port: (server.address() as { port: number }).port, open, [Symbol.asyncDispose]: close };
}

const forward = (from: Duplex, port: number, host = "127.0.0.1") => {
  const to = dialTcp(port, host);
  to.on("error", () => from.destroy());
  from.on("error", () => to.destroy()).on("close", () => to.destroy());
  from.pipe(to).pipe(from);
};

/** A few bytes at a time, each after everything else that there is to do. */
async function* inDrops(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += 500) {
      yield chunk.subarray(at, at + 500);
      await new Promise((settle) => setImmediate(settle));
    }
  }
}

async function open(settings: SshSettings, parts: { readonly signal?: AbortSignal } = {}) {
  const host = testHost();
  const run = testContext({ host, ...parts });
  const close = async () => {
    await run.close();
    host[Symbol.dispose]();
  };
  try {
    return { ...(await openSshMachine(settings, run)), run, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw Object.assign(error as Error, { said: run.said });
  }
}

async function failure(settings: SshSettings) {
  try {
    await using _machine = await open(settings);
    return { code: "none", message: "", said: [] };
  } catch (error) {
    const { code, message, said } = error as { code: string; message: string; said: string[] };
    return { code, message, said };
  }
}

async function output(exec: Awaited<ReturnType<typeof open>>["exec"], command: string): Promise<string[]> {
  const lines: string[] = [];
  await exec(command, { onOutput: ({ text }) => void lines.push(text) });
  return lines;
}

const at = (port: number) => async () => ({ host: "127.0.0.1", port });
const fingerprints = (sshd: Sshd) =>
  ["ed25519", "ecdsa", "rsa"].map(
    (type) =>
      execFileSync("ssh-keygen", ["-lf", join(sshd.directory, `host_${type}.pub`)], { encoding: "utf8" }).split(
        " ",
      )[1]!,
  );

requiresSshd()("a machine over SSH", () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

  it("is waited for, and each reason is told once", async () => {
    const port = await freePort();
    const steps: ((socket: Socket) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.end(),
      (socket) => forward(socket, sshd.port),
    ];
    await using silent = await listen((socket) => steps.shift()!(socket));
    let attempts = 0;
    const address = async () => ({ host: "127.0.0.1", port: ++attempts < 5 ? port : silent.port });
    await using machine = await open(settingsFor(sshd, { address }));
    const steady = machine.run.said.map((text) => text.replace(String(silent.port), "PORT"));
    expect(steady).toEqual([
      "Using SSH communicator to connect: 127.0.0.1",
      "Waiting for SSH to become available...",
      `Still waiting for SSH: 127.0.0.1:${port} refuses connections`,
      "Still waiting for SSH: the SSH handshake with 127.0.0.1:PORT failed: Connection lost before handshake",
      "Connected to SSH!",
    ]);
  });

  it("is given up when ssh_timeout is over, with the last reason", async () => {
    const port = await freePort();
    expect(await failure(settingsFor(sshd, { address: at(port), timeout: 50 }))).toMatchObject({
      code: "SSH_TIMEOUT",
      message: `Timeout waiting for SSH. The machine did not let us in within 50ms; in the end 127.0.0.1:${port} refuses connections.`,
    });
    await using mute = await listen((socket) => void socket.resume());
    expect(await failure(settingsFor(sshd, { address: at(mute.port), timeout: 50 }))).toMatchObject({
      code: "SSH_TIMEOUT",
      message: "Timeout waiting for SSH. The machine did not let us in within 50ms.",
    });
    await until(() => mute.open.size === 0);
  });

  it("is given up at once when the build is cancelled", async () => {
    const cancel = new AbortController();
    await using mute = await listen(() => cancel.abort(new Error("enough")));
    await expect(open(settingsFor(sshd, { address: at(mute.port) }), { signal: cancel.signal })).rejects.toThrow(
      "enough",
    );
  });

  it("may talk before it speaks SSH, have a banner, and a shell that prints on login", async () => {
    await using own = await startSshd({
      config: ["Banner /etc/os-release", 'ForceCommand echo noise; eval "$SSH_ORIGINAL_COMMAND"'],
    });
    await using noisy = await listen((socket) => {
      socket.write("Welcome, stranger\r\n".repeat(20));
      forward(socket, own.port);
    });
    await using machine = await open(settingsFor(own, { address: at(noisy.port) }));
    expect(await output(machine.exec, "echo here; exit 3")).toEqual(["noise", "here"]);
    expect(await machine.exec("exit 3")).toEqual({ exitCode: 3 });
  });

  it("is contacted twice, with a pause between, where that is asked for", async () => {
    const before = sshd.connections();
    await using machine = await open(settingsFor(sshd, { pauseBeforeConnecting: 30 }));
    expect(machine.run.said).toContain("Pausing 30ms before connecting...");
    expect(await machine.exec("true")).toEqual({ exitCode: 0 });
    expect(sshd.connections() - before).toBe(2);
  });

  it("may allow one session only: whoever comes later waits for his turn", async () => {
    await using own = await startSshd({ config: ["MaxSessions 1"] });
    await using machine = await open(settingsFor(own));
    const all = await Promise.all([1, 2, 3, 4, 5].map((code) => machine.exec(`exit ${code}`)));
    expect(all.map(({ exitCode }) => exitCode)).toEqual([1, 2, 3, 4, 5]);
    expect(own.connections()).toBe(1);
  });

  it("that allows no session is told as such", async () => {
    await using own = await startSshd({ config: ["MaxSessions 0"] });
    await using machine = await open(settingsFor(own));
    await expect(machine.exec("true")).rejects.toThrow(
      "The machine's SSH server opens no session for commands or files: (SSH) Channel open failure: open failed. Perhaps its MaxSessions is 0, or this user may only open tunnels.",
    );
  });

  it("fifty at once, where the server drops those that come too fast", async () => {
    await using own = await startSshd({ config: ["MaxStartups 10:30:60"] });
    const machines = await Promise.all(Array.from({ length: 50 }, () => open(settingsFor(own))));
    const all = await Promise.all(machines.map(({ exec }, at) => output(exec, `echo ${at}`)));
    expect(all.map(([text]) => Number(text))).toEqual(Array.from({ length: 50 }, (_each, at) => at));
    for (const machine of machines) await machine[Symbol.asyncDispose]();
  });

  it("on a slow line: all of the output comes, in order", async () => {
    await using slow = await listen((socket) => {
      const to = dialTcp(sshd.port, "127.0.0.1");
      pipeline(socket, inDrops, to, () => {});
      pipeline(to, inDrops, socket, () => {});
    });
    await using machine = await open(settingsFor(sshd, { address: at(slow.port) }));
    const lines = await output(machine.exec, "seq 100000");
    expect(lines).toEqual(Array.from({ length: 100_000 }, (_each, at) => String(at + 1)));
  });

  it.each([
    ["keep-alives", { keepAliveInterval: 50 }, "Keepalive timeout"],
    [
      "ssh_read_write_timeout",
      { keepAliveInterval: 0, readWriteTimeout: 100 },
      "nothing has come from the machine for 0.1 s (ssh_read_write_timeout)",
    ],
  ])("that falls silent is noticed by %s", async (_name, settings, reason) => {
    let isDeaf = false;
    await using own = await startSshd();
    await using relay = await listen((socket) => {
      const to = dialTcp(own.port, "127.0.0.1");
      socket.on("data", (chunk) => void (isDeaf || to.write(chunk))).on("close", () => to.destroy());
      to.on("data", (chunk) => void (isDeaf || socket.write(chunk))).on("error", () => {});
    });
    await using machine = await open(settingsFor(own, { address: at(relay.port), ...settings }));
    const running = machine.exec("echo go; sleep 30", {
      onOutput: () => {
        isDeaf = true;
      },
    });
    const error = await running.catch((each: unknown) => each);
    expect(isIngotError(error, "COMMUNICATOR_LOST")).toBe(true);
    expect(reasonOf(error)).toContain(`: ${reason}.`);
  });

  describe("whose host key", () => {
    it("is another one when the connection comes back is not trusted, and no secret is sent", async () => {
      await using own = await startSshd();
      await using other = await startSshd({ config: ["LogLevel DEBUG1"] });
      let target = own.port;
      await using middle = await listen((socket) => forward(socket, target));
      const login = { ...keyLogin(own), password: "secret" };
      await using machine = await open(settingsFor(own, { address: at(middle.port), login }));
      target = other.port;
      for (const socket of middle.open) socket.destroy();
      const before = fingerprints(own)[0]!;
      const now = fingerprints(other)[0]!;
      const error = await machine.exec("true").catch((each: unknown) => each);
      const lost = isIngotError(error, "COMMUNICATOR_LOST")
        ? await machine.exec("true").catch((each: unknown) => each)
        : error;
      expect(isIngotError(lost, "SSH_HOST_KEY_CHANGED")).toBe(true);
      expect(reasonOf(lost)).toBe(
        `The host key of 127.0.0.1:${middle.port} has changed during the build: from ${before} to ${now}. Somebody may stand in between, so nothing was sent to it. If a step of the build makes the machine anew, set expect_disconnect = true there.`,
      );
      await other.logged(/closed|reset/i);
      expect(other.log()).toContain("SSH2_MSG_KEXINIT received");
      expect(other.log()).not.toMatch(/Failed|Accepted|userauth-request/);
    });

    it("may be another one before the first login: installers have servers of their own", async () => {
      await using installer = await startSshd();
      const ports = [installer.port, sshd.port];
      await using middle = await listen((socket) => forward(socket, ports.shift()!));
      await using machine = await open(settingsFor(sshd, { address: at(middle.port) }));
      expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      expect(machine.access.hostKey()).toBe(sshd.hostKeys()[0]);
    });

    it("may be another one after a command that was to cut the connection, once", async () => {
      await using own = await startSshd();
      await using machine = await open(settingsFor(own));
      const restart = async () => {
        await own.kill();
        own.changeHostKeys();
        await own.start();
      };
      const lost = machine.exec("echo go; sleep 4328", { expectDisconnect: true, onOutput: restart });
      await expect(lost).rejects.toThrow(/^The connection was lost/);
      expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      await restart();
      await expect(machine.exec("true").catch(() => machine.exec("true"))).rejects.toThrow(
        /^The host key of .* has changed/,
      );
    });

    it.each(["as a line of a .pub file", "as a line of known_hosts, of another kind", "as a fingerprint"])(
      "is known %s",
      async (how) => {
        const [line, , rsa] = sshd.hostKeys();
        const known = how.includes(".pub")
          ? line!
          : how.includes("known_hosts")
            ? `[h]:1 ${rsa}`
            : fingerprints(sshd)[0]!;
        await using machine = await open(settingsFor(sshd, { knownHostKeys: ["# from the console", known] }));
        expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      },
    );

    it("is not the one that is known is refused at once", async () => {
      await using other = await startSshd();
      const settings = settingsFor(sshd, { knownHostKeys: other.hostKeys() });
      expect(await failure(settings)).toMatchObject({
        code: "SSH_HOST_KEY_UNKNOWN",
        message: `127.0.0.1:${sshd.port} shows a host key that the template does not name: ssh-ed25519 ${fingerprints(sshd)[0]}. Somebody may stand in between. Nothing was sent to it.`,
      });
    });
  });

  describe("behind something", () => {
    it("is reached through a bastion with a login of its own", async () => {
      await using bastion = await startSshd();
      const through = {
        host: "127.0.0.1",
        port: bastion.port,
        login: keyLogin(bastion),
        knownHostKeys: bastion.hostKeys(),
      };
      await using machine = await open(settingsFor(sshd, { bastion: through }));
      const [client] = await output(machine.exec, "echo $SSH_CLIENT");
      expect(client).toMatch(/^127\.0\.0\.1 \d+ /);
      expect(bastion.connections()).toBe(1);
      await bastion.kill();
      const first = machine.exec("true").then(
        () => undefined, // the loss was noticed before, and the bastion waited for
        (error: unknown) => error,
      );
      await bastion.start();
      const lost = await first;
      expect(lost === undefined || isIngotError(lost, "COMMUNICATOR_LOST")).toBe(true);
      expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      expect(bastion.connections()).toBe(2);
    });

    it("is told when the bastion does not reach it, or does not let us in", async () => {
      await using bastion = await startSshd();
      const port = await freePort();
      const through = { host: "127.0.0.1", port: bastion.port, login: keyLogin(bastion), knownHostKeys: [] };
      expect(await failure(settingsFor(sshd, { bastion: through, address: at(port), timeout: 1500 }))).toMatchObject({
        code: "SSH_TIMEOUT",
        message: expect.stringContaining(
          `in the end the bastion 127.0.0.1:${bastion.port} does not connect to 127.0.0.1:${port}: (SSH) Channel open failure: Connection refused.`,
        ),
      });
      const stranger = { ...through, login: keyLogin(sshd) };
      expect(await failure(settingsFor(sshd, { bastion: stranger, attempts: 1 }))).toMatchObject({
        code: "SSH_AUTHENTICATION",
        message: expect.stringContaining(
          `127.0.0.1:${bastion.port} does not let ${bastion.user} in with the test's key; it takes`,
        ),
      });
    });

    it("is given up with its bastion when that does not answer, or its key is of no use", async () => {
      const hostKeys = [readFileSync(join(sshd.directory, "host_ed25519"))];
      const silent = new ssh2.Server({ hostKeys }, (client) => {
        client.on("authentication", (login) => login.accept()).on("error", () => {});
        client.on("request", (_accept, reject) => reject?.()); // and to a connection that is asked for, nothing
      });
      await using middle = await listen((socket) => silent.injectSocket(socket));
      const through = { host: "127.0.0.1", port: middle.port, login: keyLogin(sshd), knownHostKeys: [] };
      expect(await failure(settingsFor(sshd, { bastion: through, timeout: 500 }))).toMatchObject({
        code: "SSH_TIMEOUT",
      });
      const login = { username: "me", keys: [{ name: "a key", privateKey: "none" }] };
      expect(await failure(settingsFor(sshd, { bastion: { ...through, login } }))).toMatchObject({ code: "SSH_KEY" });
      await until(() => middle.open.size === 0);
    });

    it.each([
      ["with a user", { username: "me", password: "secret" }],
      ["without", {}],
    ])("is reached through a SOCKS5 proxy %s", async (_name, credentials) => {
      const seen: string[] = [];
      await using proxy = await listen((socket) => serveSocks(socket, seen));
      const through = { type: "socks5", host: "127.0.0.1", port: proxy.port, ...credentials } as const;
      await using machine = await open(settingsFor(sshd, { proxy: through }));
      expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      expect(seen).toEqual("username" in credentials ? ["me:secret"] : ["nobody"]);
    });

    it("is reached through an HTTP proxy, and what that says is told", async () => {
      await using proxy = await listen((socket) => serveConnect(socket));
      const through = { type: "http", host: "127.0.0.1", port: proxy.port } as const;
      await using machine = await open(
        settingsFor(sshd, { proxy: { ...through, username: "me", password: "secret" } }),
      );
      expect(await machine.exec("true")).toEqual({ exitCode: 0 });
      const said = (await failure(settingsFor(sshd, { proxy: through, timeout: 1500 }))).said;
      expect(said[2]).toBe(
        `Still waiting for SSH: the proxy 127.0.0.1:${proxy.port} does not connect to 127.0.0.1:${sshd.port}: 407 Proxy Authentication Required`,
      );
    });
  });

  describe("with tunnels", () => {
    const echoing = (socket: Socket) => socket.on("data", (chunk) => socket.end(`got ${chunk}`));

    const ask = (port: number) =>
      new Promise<string>((settle, fail) => {
        let text = "";
        const socket = dialTcp(port, "localhost", () => socket.write("it"));
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("end", () => settle(text)).on("error", fail);
      });

    it("leads a port of ours to its network, over each connection that comes", async () => {
      await using far = await listen(echoing);
      await using own = await startSshd();
      const port = await freePort();
      const localTunnels = [{ port, host: "127.0.0.1", hostPort: far.port }];
      {
        await using machine = await open(settingsFor(own, { localTunnels }));
        expect(await ask(port)).toBe("got it");
        await own.kill();
        await own.start();
        await machine.exec("true").catch(() => machine.exec("true"));
        expect(await ask(port)).toBe("got it");
        await expect(failure(settingsFor(own, { localTunnels }))).resolves.toMatchObject({
          code: "SSH_TUNNEL",
          message: expect.stringMatching(/^Port \d+ of ssh_local_tunnels cannot be used: listen EADDRINUSE/),
        });
      }
      await expect(ask(port)).rejects.toThrow("ECONNREFUSED");
    });

    it("leads a port of its own to our network, over each connection that comes", async () => {
      await using near = await listen(echoing);
      await using own = await startSshd();
      const port = await freePort();
      const remoteTunnels = [{ port, host: "127.0.0.1", hostPort: near.port }];
      await using machine = await open(settingsFor(own, { remoteTunnels }));
      const command = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf it >&3; cat <&3; echo`;
      expect(await output(machine.exec, `bash -c '${command}'`)).toEqual(["got it"]);
      await own.kill();
      await own.start();
      await machine.exec("true").catch(() => machine.exec("true"));
      expect(await output(machine.exec, `bash -c '${command}'`)).toEqual(["got it"]);
    });

    it("lives on when what a tunnel leads to breaks off", async () => {
      await using near = await listen((socket) => void socket.once("data", () => socket.resetAndDestroy()));
      const port = await freePort();
      const remoteTunnels = [{ port, host: "127.0.0.1", hostPort: near.port }];
      await using machine = await open(settingsFor(sshd, { remoteTunnels }));
      const command = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf it >&3; cat <&3; echo over`;
      expect(await output(machine.exec, `bash -c '${command}'`)).toEqual(["over"]);
      expect(machine.run.warned).toEqual([]);
    });

    it("says so where the machine does not forward ports", async () => {
      await using own = await startSshd({ config: ["AllowTcpForwarding no"] });
      const port = await freePort();
      const remoteTunnels = [{ port, host: "127.0.0.1", hostPort: 1 }];
      expect(await failure(settingsFor(own, { remoteTunnels }))).toMatchObject({
        code: "SSH_TUNNEL",
        message: `The machine does not let port ${port} of ssh_remote_tunnels be forwarded: Unable to bind to localhost:${port}`,
      });
    });
  });
});

/** RFC 1928 and 1929, as far as one client needs them. */
function serveSocks(socket: Socket, seen: string[]): void {
  const steps: ((bytes: Buffer) => void)[] = [
    (greeting: Buffer) => socket.write(Buffer.of(5, greeting.includes(2, 2) ? 2 : 0)),
    (request: Buffer) => {
      if (request[0] !== 1) return steps.shift()!(request);
      const user = request.subarray(2, 2 + request[1]!).toString();
      seen.push(`${user}:${request.subarray(3 + user.length)}`);
      socket.write(Buffer.of(1, 0));
    },
    (request: Buffer) => {
      if (seen.length === 0) seen.push("nobody");
      socket.removeAllListeners("data");
      socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
      forward(socket, request.readUInt16BE(request.length - 2));
    },
  ];
  socket.on("data", (chunk: Buffer) => void steps.shift()!(chunk));
}

function serveConnect(socket: Socket): void {
  socket.once("data", (chunk: Buffer) => {
    const [, port] = /^CONNECT 127\.0\.0\.1:(\d+) HTTP\/1\.1\r\n/.exec(chunk.toString())!;
    const isAllowed = chunk.includes(`Basic ${Buffer.from("me:secret").toString("base64")}`);
    if (!isAllowed) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    forward(socket, Number(port));
  });
}

requiresAll(requiresRoot(), requiresSshd())("a machine over SSH that allows one session only", () => {
  it("a cancelled command is ended by a signal, or over another connection, or not at all, and that is said", async () => {
    const deaf =
      'ForceCommand case "$SSH_ORIGINAL_COMMAND" in exec*) exit 1 ;; *) eval "$SSH_ORIGINAL_COMMAND" ;; esac';
    for (const [withPassword, ...config] of [[true], [false], [false, deaf]] as const) {
      await using own = await startSshd({ config: ["MaxSessions 1", ...config], withPassword });
      await using machine = await open(settingsFor(own));
      const cancel = new AbortController();
      const onOutput = () => cancel.abort(new Error("enough"));
      const running = machine.exec("echo go; sleep 4329; true", { signal: cancel.signal, onOutput });
      await expect(running).rejects.toThrow("enough");
      expect(await machine.exec("pkill -f '[s]leep 4329'")).toEqual({ exitCode: config.length === 0 ? 1 : 0 });
      expect(machine.run.warned).toEqual(
        config.length === 0
          ? []
          : [
              "The command was cancelled, but the machine let us neither open a second session to end it nor send it a signal: it may still run there.",
            ],
      );
    }
  });
});
