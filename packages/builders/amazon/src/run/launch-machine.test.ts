import { join } from "node:path";
import { type Moto, motoImages, requiresMoto, requiresSshd, startMoto, startSshd } from "@ingot/testing";
import { launchWorld, throughSshd } from "./launch-world.test-fixtures.js";

let moto: Moto;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(() => moto[Symbol.asyncDispose]());

requiresMoto()("launchMachine", () => {
  requiresSshd()("with a server that stands for the instance", () => {
    it("logs in with the key pair that EC2 made, and leaves nothing", async () => {
      await using sshd = await startSshd();
      await using world = await launchWorld(moto, { authorizedKeys: join(sshd.directory, "authorized_keys") });
      const machine = await world.launch(throughSshd(sshd));
      const { exitCode } = await machine.communicator.exec("exit 7");
      expect(exitCode).toBe(7);
      expect(machine.exports).toMatchObject({
        ID: machine.instanceId,
        ConnType: "ssh",
        Host: "127.0.0.1",
        Port: String(sshd.port),
        User: sshd.user,
        BuildRegion: "us-east-1",
        SourceAMI: motoImages.ubuntu,
        SourceAMIOwner: "099720109477",
      });
      expect(machine.exports.SSHPublicKey).toMatch(/^ssh-rsa AAAA\S+ packer_[0-9a-f]{32}-[0-9a-f]{8}$/);
      expect((await machine.instance()).State?.Name).toBe("running");
      await machine.stop(world.run);
      expect((await machine.instance()).State?.Name).toBe("stopped");
      await machine.release();
      await world.run.close();
      expect(await world.proxy.inventory()).toEqual([]);
      expect(world.changes()).toEqual([
        "CreateKeyPair",
        "CreateSecurityGroup",
        "AuthorizeSecurityGroupIngress",
        "RunInstances",
        "StopInstances",
        "TerminateInstances",
        "DeleteSecurityGroup",
        "DeleteKeyPair",
      ]);
    });
  });
});
