import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { connectSsh } from "@ingot/communicator-ssh";
import { isAlive, requiresAll, requiresRoot, startSshd, until } from "@ingot/testing";
import {
  ansiblePlace,
  playbook,
  requiresAnsible,
  runAnsible,
  runOverSsh,
  settingsFor,
  targetOf,
} from "../ansible-machine.test-fixtures.js";

jest.setTimeout(180_000);

const writes = (text: string) => `copy: { dest: "{{ to }}/out", content: "${text}\\n" }`;
const to = (path: string) => ["-e", `to=${path}`];

requiresAnsible()("ansible, straight to the machine", () => {
  it("logs in as the build does, with the pinned host key, and leaves nothing behind", async () => {
    await using sshd = await startSshd();
    const facts =
      "{{ inventory_hostname }} {{ ansible_user }} {{ group_names | join(',') }} {{ groups.later }} {{ packer_build_name }} {{ packer_builder_type }}";
    await using place = ansiblePlace({ "play.yml": playbook(writes(facts)) });
    const block = {
      groups: ["web", "db"],
      empty_groups: ["later"],
      host_alias: "box",
      extra_arguments: to(place.directory),
    };
    await runOverSsh(block, sshd, place);
    expect(place.read("out")).toBe(`box ${sshd.user} db,web [] test null\n`);
    expect(place.run.said.slice(-3, -1)).toEqual([
      "Provisioning with Ansible...",
      expect.stringMatching(/^Found ansible-playbook \[core 2\.\d+\.\d+\]$/),
    ]);
    expect(place.run.said.at(-1)).toMatch(
      /^Executing Ansible: ansible-playbook -e '\{"packer_build_name":"test","packer_builder_type":"null"\}' --ssh-extra-args '-o IdentitiesOnly=yes' -e to=\S+ -i \S+-inventory \S+play\.yml$/,
    );
    expect(readdirSync(place.directory).filter((name) => name.startsWith("ingot-"))).toEqual([]);
    expect(execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" })).not.toContain(`${place.run.runId}-`);
    expect(place.run.warned).toEqual([]);
  });

  it("does not talk to a machine that shows another key than the build has seen", async () => {
    await using sshd = await startSshd();
    await using place = ansiblePlace({ "play.yml": playbook(writes("x")) });
    const communicator = await connectSsh(settingsFor(sshd), place.run);
    await sshd.kill();
    sshd.changeHostKeys();
    await sshd.start();
    const work = runAnsible({ extra_arguments: to(place.directory) }, targetOf(communicator), place);
    await expect(work).rejects.toMatchObject({
      code: "ANSIBLE_FAILED",
      message:
        "ansible-playbook ended with exit status 4: the machine could not be reached, or the playbook could not be read. Its output above says more.",
    });
    expect(place.printed()).toMatch(/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/);
  });

  it("opens a key that a passphrase protects", async () => {
    await using sshd = await startSshd();
    await using place = ansiblePlace({ "play.yml": playbook(writes("opened")) });
    cpSync(sshd.key, place.path("locked"));
    execFileSync("ssh-keygen", ["-q", "-p", "-N", "it's a secret", "-f", place.path("locked")]);
    const key = { name: "k", privateKey: readFileSync(place.path("locked"), "utf8"), passphrase: "it's a secret" };
    const login = { username: sshd.user, keys: [key] };
    await runOverSsh({ extra_arguments: to(place.directory) }, sshd, place, { login });
    expect(place.read("out")).toBe("opened\n");
  });

  it("goes through the build's bastion, whose key stays with the build", async () => {
    await using bastion = await startSshd();
    await using sshd = await startSshd();
    await using place = ansiblePlace({ "play.yml": playbook(writes("through")) });
    const { login } = settingsFor(bastion);
    const way = { host: "127.0.0.1", port: bastion.port, login, knownHostKeys: [] };
    await runOverSsh({ extra_arguments: to(place.directory) }, sshd, place, { bastion: way });
    expect(place.read("out")).toBe("through\n");
    expect(bastion.connections()).toBeGreaterThan(1);
  });

  it.each(["False", "True"])(
    "cancelled, ends Ansible and what runs on the machine, with pipelining %s",
    async (pipelining) => {
      await using sshd = await startSshd({ config: ["AcceptEnv LC_*"] });
      const controller = new AbortController();
      const sleeps = 'shell: "echo $$ > {{ to }}/pid; exec sleep 1000"';
      const place = ansiblePlace({ "play.yml": playbook(sleeps) }, controller.signal);
      const ansible_env_vars = [`ANSIBLE_PIPELINING=${pipelining}`];
      const block = { extra_arguments: to(place.directory), skip_version_check: true, ansible_env_vars };
      const outcome = runOverSsh(block, sshd, place).catch((error: unknown) => error);
      await until(() => existsSync(place.path("pid")) && place.read("pid").endsWith("\n"), outcome);
      const pid = Number(place.read("pid"));
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await outcome).toBe(reason);
      expect(execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" })).not.toContain(place.run.runId);
      Object.assign(place.run, { signal: new AbortController().signal }); // as the engine does while it cleans up
      await place[Symbol.asyncDispose]();
      await until(() => !isAlive(pid));
    },
  );
});

requiresAll(requiresRoot(), requiresAnsible())("ansible, straight to the machine as a user with a password", () => {
  it("logs in with a password, without sshpass and without showing it to anybody", async () => {
    await using sshd = await startSshd({ withPassword: true });
    const seen =
      "shell: cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\\\0' '\\\\n' > {{ to }}/seen; id -un > {{ to }}/out";
    await using place = ansiblePlace({
      "play.yml": `- hosts: all\n  gather_facts: false\n  tasks: [{ ${seen.replace("shell: ", 'shell: "')}" }]\n`,
    });
    execFileSync("chmod", ["0777", place.directory]);
    const login = { username: sshd.user, keys: [], password: sshd.password };
    const ansible_env_vars = ["ANSIBLE_SSH_ARGS=-o ControlMaster=no"]; // each task logs in anew
    const extra_arguments = to(place.directory);
    await runOverSsh({ extra_arguments, ansible_env_vars }, sshd, place, { login });
    expect(place.read("out")).toBe(`${sshd.user}\n`);
    expect(place.read("seen")).toContain(sshd.user);
    expect(place.read("seen")).not.toContain(sshd.password);
  });
});
