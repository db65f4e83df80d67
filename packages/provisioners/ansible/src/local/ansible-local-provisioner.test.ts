import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { connectSsh } from "@ingot/communicator-ssh";
import { processesWith, requires, type Sshd, startSshd, until } from "@ingot/testing";
import {
  type AnsiblePlace,
  ansiblePlace,
  playbook,
  requiresAnsible,
  settingsFor,
  targetOf,
} from "../ansible-machine.test-fixtures.js";
import { ansibleLocalProvisioner } from "../index.js";

jest.setTimeout(180_000);

async function runOn(block: object, sshd: Parameters<typeof settingsFor>[0], { run }: AnsiblePlace): Promise<void> {
  const target = targetOf(await connectSsh(settingsFor(sshd), run));
  await ansibleLocalProvisioner.provision(ansibleLocalProvisioner.config.parse(block), target, run);
}

const leaves = (text: string) => `copy: { dest: "{{ to }}", content: "${text}" }`;

test("its block is checked", () => {
  const kinds: Readonly<Record<string, "file" | "directory">> = { "a.yml": "file", "b.yml": "file", d: "directory" };
  const host = { cwd: "/w", env: {}, kindOf: (path: string) => kinds[path] };
  const details = (block: object) =>
    ansibleLocalProvisioner.check!(ansibleLocalProvisioner.config.parse(block), host).map(({ path, detail }) => [
      path.join("."),
      detail,
    ]);
  const relative = 'A relative path starts at the directory in which the run was started, here "/w".';
  expect(details({ playbook_files: ["a.yml", "b.yml"], playbook_dir: "d", role_paths: ["d"] })).toEqual([]);
  expect(details({})).toEqual([["", "The block names no playbook. Set playbook_file or playbook_files."]]);
  expect(details({ playbook_file: "a.yml", playbook_files: ["b.yml"] })).toEqual([
    ["playbook_files", "The block sets playbook_file as well as playbook_files. Remove one of them."],
  ]);
  expect(details({ playbook_file: "a.yml", group_vars: "a.yml", role_paths: ["d", "none"] })).toEqual([
    ["group_vars", `There is no directory "a.yml"; group_vars must name one. ${relative}`],
    ["role_paths.1", `There is no directory "none"; role_paths must name one. ${relative}`],
  ]);
});

/** Installs a role on the machine, and runs playbooks that need it. */
async function installs(sshd: Sshd): Promise<void> {
  await using place = ansiblePlace({
    "site/sub/one.yml": "- hosts: all\n  gather_facts: false\n  roles: [greet]\n",
    "site/two.yml": playbook(leaves("{{ said | default('fresh') }}")),
    "make/greet/meta/main.yml": "galaxy_info: { author: a, description: d, license: l, min_ansible_version: '2.9' }\n",
    "make/greet/tasks/main.yml": '- copy: { dest: "{{ to }}1", content: installed }\n',
  });
  execFileSync("tar", ["czf", "greet.tar.gz", "greet"], { cwd: place.path("make") });
  place.write({ "requirements.yml": `- src: file://${place.path("make/greet.tar.gz")}\n  name: greet\n` });
  const block = {
    playbook_dir: "site",
    playbook_files: ["site/sub/one.yml", "site/two.yml"],
    galaxy_file: "requirements.yml",
    staging_directory: place.path("staging"),
    extra_arguments: ["-e", `to=${place.path("out")}`],
  };
  await runOn(block, sshd, place);
  expect([place.read("out1"), place.read("out")]).toEqual(["installed", "fresh"]);
  expect(readdirSync(place.path("staging")).sort()).toEqual(
    ["ingot-inventory", "requirements.yml", "roles", "sub", "two.yml"], // a directory of the user's stays
  );
}

requiresAnsible()("ansible-local", () => {
  it("uploads all that a playbook needs, runs it on the machine, and takes it away again", async () => {
    await using sshd = await startSshd();
    await using place = ansiblePlace({
      "site/first.yml": `- hosts: web\n  gather_facts: false\n  roles: [greet]\n  tasks:\n    - greetings.words.leave:\n      register: word\n    - ${leaves("{{ said }} {{ word.msg }} {{ of_group }} {{ of_host }} {{ packer_build_name }}")}\n`,
      "roles/greet/tasks/main.yml": "- set_fact: { said: hello }\n",
      "vars/web.yml": "of_group: g\n",
      "hosts/127.0.0.1.yml": "of_host: h\n",
      "x/ansible_collections/greetings/words/plugins/modules/leave.py":
        "from ansible.module_utils.basic import AnsibleModule\nAnsibleModule(argument_spec={}).exit_json(changed=False, msg='bye')\n",
    });
    const block = {
      playbook_file: "site/first.yml",
      role_paths: ["roles/greet"],
      collection_paths: ["x/ansible_collections/greetings"],
      group_vars: "vars",
      host_vars: "hosts",
      inventory_groups: ["web, db"],
      extra_arguments: ["-e", `'to=${place.path("it is out")}'`.replace("it is ", "")],
    };
    await runOn(block, sshd, place);
    expect(place.read("out")).toBe("hello bye g h test");
    const staging = stagingOf(place);
    expect(existsSync(staging)).toBe(false);
    expect(place.run.said.filter((text) => /^(Creat|Upload)/.test(text))).toEqual([
      `Creating Ansible staging directory: ${staging}`,
      "Uploading the playbook site/first.yml...",
      "Uploading the inventory...",
      "Uploading group_vars...",
      "Uploading host_vars...",
      "Uploading the role roles/greet...",
      "Uploading the collections x/ansible_collections/greetings...",
    ]);
  });

  it("installs roles on the machine, and runs playbooks where their directory lies", async () => {
    await using sshd = await startSshd();
    await installs(sshd);
  });

  for (const shell of ["fish", "tcsh"])
    requires(shell, shell)(`where ${shell} is the login shell`, () => {
      it("does the same", async () => {
        await using sshd = await startSshd({ config: [`ForceCommand exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`] });
        await installs(sshd);
      });
    });

  it("takes its files away after a failure, and when it is cancelled", async () => {
    await using sshd = await startSshd();
    await using failing = ansiblePlace({ "p.yml": playbook("fail: { msg: no }") });
    await expect(runOn({ playbook_file: "p.yml" }, sshd, failing)).rejects.toMatchObject({
      code: "ANSIBLE_FAILED",
      message: "ansible-playbook ended with exit status 2: tasks failed on the machine. Its output above says more.",
    });
    expect(existsSync(stagingOf(failing))).toBe(false);

    const controller = new AbortController();
    const reason = new Error("enough");
    const cancelled = ansiblePlace({ "p.yml": playbook('shell: "touch {{ to }}; sleep 1000"') }, controller.signal);
    const block = { playbook_file: "p.yml", extra_arguments: ["-e", `to=${cancelled.path("began")}`] };
    const outcome = runOn(block, sshd, cancelled).catch((error: unknown) => error);
    await until(() => existsSync(cancelled.path("began")), outcome);
    const staging = stagingOf(cancelled);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    Object.assign(cancelled.run, { signal: new AbortController().signal }); // as the engine does while it cleans up
    await cancelled[Symbol.asyncDispose]();
    expect(existsSync(staging)).toBe(false);
    expect(processesWith(staging)).toEqual([]);
  });
});

const stagingOf = ({ run }: AnsiblePlace) =>
  run.said.flatMap((text) => /^Creating Ansible staging directory: (.+)$/.exec(text)?.[1] ?? [])[0]!;
