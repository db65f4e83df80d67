import { readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { type AwsCall, type FaultRule, isAlive, refuse, requiresSshd, type Sshd, startSshd } from "@ingot/testing";
import { type LaunchInput, messageOf, throughSshd, withMoto } from "../launch-world.test-fixtures.js";
import { fakePlugin } from "./fake-plugin.test-fixtures.js";

const token = "AAEAAe+a/very+secret+token==";

/** Session Manager, which moto has not: it answers as Amazon's API reference says, and refuses the rest. */
const answer = (content: object) => ({
  status: 200,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: Buffer.from(JSON.stringify(content)),
});

const forGood = Number.POSITIVE_INFINITY;

async function startSession({ params }: AwsCall) {
  const known = ["Target", "DocumentName", "Parameters.portNumber.1", "Parameters.localPortNumber.1"];
  const strays = Object.keys(params).filter((name) => !known.includes(name));
  if (strays.length > 0 || known.some((name) => !params[name]))
    throw new Error(`StartSession: ${JSON.stringify(params)}`);
  return answer({
    SessionId: "ingot-0123",
    TokenValue: token,
    StreamUrl: "wss://ssmmessages.us-east-1.amazonaws.com/v1",
  });
}

const rules: readonly FaultRule[] = [
  { action: "ssm:StartSession", fault: refuse("TargetNotConnected", "i-1 is not connected."), times: 2 },
  { action: "ssm:StartSession", fault: startSession, from: 3, times: forGood },
  {
    action: "ssm:TerminateSession",
    fault: async ({ params }) => answer({ SessionId: params.SessionId }),
    times: forGood,
  },
];

/** The tunnel's far end is the server's port. */
const throughTunnel = (sshd: Sshd): LaunchInput => {
  const { ssh_host: _host, ...rest } = throughSshd(sshd);
  return { ...rest, ssh_interface: "session_manager" };
};

const isOpen = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
    socket.once("close", () => socket.destroy());
    socket.unref();
  });

requiresSshd()("a tunnel of Session Manager", () => {
  withMoto("in an account", (open) => {
    const setUp = (sshd: Sshd, path: string) =>
      open({ rules, waitsFrom: 0, env: { PATH: path }, authorizedKeys: join(sshd.directory, "authorized_keys") });

    it("leads to the instance, tells nobody its token, and is gone with the build", async () => {
      using plugin = fakePlugin();
      await using sshd = await startSshd();
      await using world = await setUp(sshd, plugin.path);
      const { communicator, exports } = await world.launch({ ...throughTunnel(sshd), pause_before_ssm: "1ms" });
      expect(await communicator.exec("exit 3")).toEqual({ exitCode: 3 });
      const [{ args, environment, pid, child }, ...more] = plugin.starts() as [ReturnType<typeof plugin.starts>[0]];
      expect(more).toEqual([]);
      expect(args.join(" ")).not.toContain(token);
      expect(JSON.parse(environment!)).toMatchObject({ TokenValue: token });
      expect(world.run.hidden).toContain(token);
      expect(exports).toMatchObject({ Host: "127.0.0.1" });
      expect(world.changes()).not.toContain("AuthorizeSecurityGroupIngress");
      const port = Number(exports.Port);
      expect(port).toBeGreaterThanOrEqual(8000);
      await world.end();
      expect([isAlive(pid), isAlive(child), await isOpen(port)]).toEqual([false, false, false]);
      expect(world.call("TerminateSession")).toEqual({ SessionId: "ingot-0123" });
      expect(await world.proxy.inventory()).toEqual([]);
    });

    it("is opened anew when its session ends, or carries nothing", async () => {
      using plugin = fakePlugin({ fates: ["ends", "mute", "leads"] });
      await using sshd = await startSshd();
      await using world = await setUp(sshd, plugin.path);
      const { communicator } = await world.launch(throughTunnel(sshd));
      expect(plugin.starts()).toHaveLength(3);
      expect(world.run.said).toContain(
        "The Session Manager session has ended; the next attempt to connect opens another: Cannot perform start session: EOF (exit code 2)",
      );
      process.kill(-plugin.starts()[2]!.pid, "SIGKILL");
      const again = await communicator.exec("exit 4").catch(() => communicator.exec("exit 4"));
      expect(again).toEqual({ exitCode: 4 });
      expect(plugin.starts()).toHaveLength(4);
    });

    it("gives an old plugin its session as an argument, at the port that the template names", async () => {
      using plugin = fakePlugin({ version: "1.2.463.0" });
      await using sshd = await startSshd();
      await using world = await setUp(sshd, plugin.path);
      const { exports } = await world.launch({ ...throughTunnel(sshd), session_manager_port: 8765 });
      expect(exports.Port).toBe("8765");
      expect(plugin.starts()[0]).toMatchObject({ environment: null });
      expect(JSON.parse(plugin.starts()[0]!.args[0]!)).toMatchObject({ TokenValue: token });
    });

    it("has EC2 Instance Connect let the user's own key in", async () => {
      using plugin = fakePlugin();
      await using sshd = await startSshd();
      await using world = await setUp(sshd, plugin.path);
      const machine = await world.launch({ ...throughTunnel(sshd), ssh_private_key_file: sshd.key });
      const key = readFileSync(`${sshd.key}.pub`, "utf8").trim().split(" ").slice(0, 2).join(" ");
      expect(world.call("SendSSHPublicKey")).toMatchObject({
        InstanceId: machine.instanceId,
        InstanceOSUser: sshd.user,
        SSHPublicKey: key,
      });
    });

    it("needs the plugin, which is missed before an instance costs anything", async () => {
      await using sshd = await startSshd();
      await using world = await setUp(sshd, "/nowhere");
      expect(await messageOf(world.launch(throughTunnel(sshd)))).toBe(
        'Cannot start "session-manager-plugin": it is not installed. Install it as Amazon\'s page on the Session Manager plugin says, and see that it is on the PATH; or choose another ssh_interface.',
      );
      expect(world.changes()).toEqual([]);
    });
  });
});
