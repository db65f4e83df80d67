import { join } from "node:path";
import { motoImages, requiresSshd, startSshd } from "@ingot/testing";
import { messageOf, throughSshd, withMoto } from "./launch-world.test-fixtures.js";

withMoto("launchMachine", (open) => {
  requiresSshd()("with a server that stands for the instance", () => {
    it("logs in with the key pair that EC2 made, and leaves nothing", async () => {
      await using sshd = await startSshd();
      await using world = await open({ authorizedKeys: join(sshd.directory, "authorized_keys") });
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
      await world.end();
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

    it("takes the key out of authorized_keys before the machine stops, where the template wants that", async () => {
      await using sshd = await startSshd();
      await using world = await open({ authorizedKeys: join(sshd.directory, "authorized_keys") });
      const machine = await world.launch({ ...throughSshd(sshd), ssh_clear_authorized_keys: true });
      await machine.stop(world.run);
      expect(world.run.said).toContain("Removing the temporary key from the machine's authorized_keys...");
    });
  });

  it("marks all that it makes, and journals it before the call", async () => {
    await using world = await open({ pendingLooks: 2 });
    const machine = await world.launch({ communicator: "none", run_tags: { Team: "{{ .SourceAMI }}" } });
    const things = await world.proxy.inventory();
    expect(things.map(({ kind }) => kind).sort()).toEqual(["instance", "security-group", "volume"]);
    expect(things.filter(({ tags }) => tags["ingot:run"] !== world.run.runId)).toEqual([]);
    const [instance] = things.filter(({ kind }) => kind === "instance");
    expect(instance!.tags).toEqual({
      Name: "Packer Builder",
      Team: motoImages.ubuntu,
      "ingot:run": world.run.runId,
      "ingot:launch": world.call("RunInstances").ClientToken,
    });
    expect(world.run.resources.map(({ intent }) => intent.kind)).toEqual([
      "aws.security-group",
      "aws.instance-volumes",
      "aws.instance",
    ]);
    expect(world.run.resources[2]!.intent.handle).toEqual({
      access: world.aws.access,
      region: "us-east-1",
      clientToken: world.call("RunInstances").ClientToken,
    });
    expect(world.run.said).toEqual([
      `Found Image ID: ${motoImages.ubuntu}`,
      "No key pair is needed",
      expect.stringMatching(/^Creating temporary security group for this instance: packer_/),
      "Launching a source AWS instance...",
      `Instance ID: ${machine.instanceId}`,
      `Waiting for instance (${machine.instanceId}) to become ready...`,
    ]);
  });

  it("says in which communicator nothing can be done, before anything costs money", async () => {
    await using world = await open();
    expect(await messageOf(world.launch({ communicator: "winrm", winrm_username: "Administrator" }))).toBe(
      'This version of Ingot has no winrm communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.',
    );
    expect(world.changes()).toEqual([]);
  });

  it("gives the stopped instance what its image is to have of enhanced networking", async () => {
    await using world = await open();
    const machine = await world.launch({ ena_support: false, sriov_support: true });
    await machine.stop(world.run);
    const modified = world.proxy.calls.filter(({ action }) => action === "ModifyInstanceAttribute");
    expect(modified.map(({ params }) => params)).toEqual([
      { InstanceId: machine.instanceId, "SriovNetSupport.Value": "simple" },
      { InstanceId: machine.instanceId, "EnaSupport.Value": "false" },
    ]);
  });

  it("waits until a machine that must not be stopped has shut itself down", async () => {
    await using world = await open();
    const machine = await world.launch({ disable_stop_instance: true });
    const ec2 = await world.aws.ec2();
    await ec2.stopInstances({ InstanceIds: [machine.instanceId] });
    const before = world.changes().length;
    await machine.stop(world.run);
    expect(world.changes()).toHaveLength(before);
    await ec2.terminateInstances({ InstanceIds: [machine.instanceId] });
    expect(await messageOf(machine.stop(world.run))).toBe(
      `Waiting for instance ${machine.instanceId} to stop was in vain: it was terminated, and no image can be made of it: look at shutdown_behavior, and whether a provisioner shuts it down.`,
    );
  });

  it("hears of what it has made although it is cancelled meanwhile, and takes it away", async () => {
    const actions = ["CreateKeyPair", "CreateSecurityGroup", "RunInstances"];
    for (const action of actions) {
      await using world = await open({
        waitsFrom: 8000,
        onCall: (call, moment) => {
          if (call.action === action && moment === "before") world.cancel(new Error(`Cancelled at ${action}.`));
        },
      });
      const launching = world.launch({ communicator: "ssh", ssh_host: "127.0.0.1", ssh_port: 9 });
      expect(await messageOf(launching)).toBe(`Cancelled at ${action}.`);
      await world.end();
      expect(await world.proxy.inventory()).toEqual([]);
    }
  });

  it("takes away at its end what it was never told of, because it was cancelled meanwhile", async () => {
    const actions = ["CreateKeyPair", "CreateSecurityGroup", "RunInstances"];
    for (const action of actions) {
      await using world = await open({
        onCall: (call, moment) => {
          if (call.action !== action || moment === "before") return;
          world.cancel(new Error(`Cancelled at ${action}.`));
          return new Promise(() => {});
        },
      });
      const launching = world.launch({ communicator: "ssh", ssh_host: "127.0.0.1", ssh_port: 9 });
      expect(await messageOf(launching)).toBe(`Cancelled at ${action}.`);
      await world.end();
      expect(await world.proxy.inventory()).toEqual([]);
    }
  });
});
