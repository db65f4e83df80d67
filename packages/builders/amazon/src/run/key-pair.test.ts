import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dropAfter, requiresSshd, startSshd } from "@ingot/testing";
import { throughSshd, withMoto } from "./launch-world.test-fixtures.js";

withMoto("key pairs", (open) => {
  requiresSshd()("of an instance that is logged in to", () => {
    it("are made anew where the answer with the private half was lost, and saved with -debug", async () => {
      await using sshd = await startSshd();
      const authorizedKeys = join(sshd.directory, "authorized_keys");
      const rules = [{ action: "ec2:CreateKeyPair", fault: dropAfter }];
      await using world = await open({ authorizedKeys, rules, debug: true });
      const { key } = await world.launch({ ...throughSshd(sshd), temporary_key_pair_type: "ed25519" });
      expect(world.call("CreateKeyPair")).toMatchObject({ KeyType: "ed25519", KeyName: key!.name });
      expect(world.call("RunInstances")).toMatchObject({ KeyName: key!.name });
      expect(key!.publicKey).toMatch(/^ssh-ed25519 /);
      const saved = join(world.run.host.cwd, "ec2_test.pem");
      expect(readFileSync(saved, "utf8")).toBe(key!.privateKey);
      expect(statSync(saved).mode & 0o777).toBe(0o600);
      expect(world.run.hidden).toContain(key!.privateKey);
      await world.end();
      expect(existsSync(saved)).toBe(false);
      expect(await world.proxy.inventory()).toEqual([]);
    });

    it("are the user's where the template names them", async () => {
      await using sshd = await startSshd();
      await using world = await open();
      const ec2 = await world.aws.ec2();
      await ec2.createKeyPair({ KeyName: "mine" });
      const before = world.changes().length;
      const given = { ...throughSshd(sshd), ssh_private_key_file: sshd.key };
      const machine = await world.launch({ ...given, ssh_keypair_name: "mine" });
      expect(world.call("RunInstances")).toMatchObject({ KeyName: "mine" });
      expect(machine.key).toBeUndefined();
      expect(world.run.said).toContain(`Using ${sshd.key} with the key pair mine`);
      await world.launch(given);
      expect(world.call("RunInstances").KeyName).toBeUndefined();
      expect(world.run.said).toContain(`Using ${sshd.key} with the keys that the image has`);
      expect(world.changes().slice(before)).not.toContain("CreateKeyPair");
    });
  });
});
