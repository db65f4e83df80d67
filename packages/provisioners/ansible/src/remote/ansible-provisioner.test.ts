import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { noneCommunicator } from "@ingot/communicator-none";
import { localCommunicator, requires } from "@ingot/testing";
import { type AnsiblePlace, ansiblePlace, playbook, runAnsible, targetOf } from "../ansible-machine.test-fixtures.js";
import { ansibleProvisioner } from "../index.js";

jest.setTimeout(180_000);

const target = (place: AnsiblePlace) => targetOf(localCommunicator(place.run.host, place.directory));
const local = { extra_arguments: ["-c", "local"], skip_version_check: true };

test("a missing program is told, and what to install", async () => {
  await using place = ansiblePlace({ "play.yml": "" });
  await expect(runAnsible({ command: "no-such-ansible" }, target(place), place)).rejects.toMatchObject({
    code: "ANSIBLE_MISSING",
    message:
      'Ansible cannot be started here, as "no-such-ansible" is not a program: install it (Debian: apt-get install ansible-core), or set command to its path.',
  });
});

test("without a machine there is nothing to do", async () => {
  await using place = ansiblePlace({ "play.yml": "" });
  await expect(runAnsible({ skip_version_check: true }, targetOf(noneCommunicator()), place)).rejects.toMatchObject({
    code: "ANSIBLE_NO_MACHINE",
    message:
      'Ansible has no machine to work on: the build\'s communicator is "none". Use another one, or run Ansible by shell-local.',
  });
});

test("its block is checked", () => {
  const host = { cwd: "/w", env: {}, kindOf: (path: string) => (path === "play.yml" ? ("file" as const) : undefined) };
  const check = (block: object) => ansibleProvisioner.check!(ansibleProvisioner.config.parse(block), host);
  const details = (block: object) => check(block).map(({ path, detail }) => [path.join("."), detail]);
  expect(details({ playbook_file: "play.yml" })).toEqual([]);
  expect(details({})).toEqual([["", "The block names no playbook. Set playbook_file."]]);
  const relative = 'A relative path starts at the directory in which the run was started, here "/w".';
  expect(
    details({
      playbook_file: "none.yml",
      galaxy_file: "g.yml",
      inventory_directory: "play.yml",
      ansible_env_vars: ["A=b", "nothing"],
      ansible_proxy_key_type: "DSA",
    }),
  ).toEqual([
    ["playbook_file", `There is no file "none.yml"; playbook_file must name one. ${relative}`],
    ["galaxy_file", `There is no file "g.yml"; galaxy_file must name one. ${relative}`],
    ["inventory_directory", `There is no directory "play.yml"; inventory_directory must name one. ${relative}`],
    [
      "ansible_env_vars.1",
      '"nothing" does not name a variable. Write each entry as KEY=value, for example "LANG=C.UTF-8".',
    ],
    ["ansible_proxy_key_type", 'Keys of the type "DSA" cannot be made: ansible_proxy_key_type is ECDSA, ED25519, RSA.'],
  ]);
});

test("docker containers are reached by Ansible's docker connection where the proxy is refused", async () => {
  await using place = ansiblePlace({
    "play.yml": "",
    "fake.sh": '#!/bin/sh\necho "$ANSIBLE_TRANSPORT"; for i; do f=$last; last=$i; done; cat "$f"\n',
  });
  execFileSync("chmod", ["+x", place.path("fake.sh")]);
  const communicator = { ...target(place).communicator, type: "docker" };
  const block = { command: place.path("fake.sh"), use_proxy: false, skip_version_check: true };
  await runAnsible(block, targetOf(communicator, { ID: "abc", User: "" }), place);
  expect(place.printed()).toBe("community.docker.docker\ndefault ansible_host=abc ansible_user=root ansible_port=0");
});

requires("ansible-playbook", "ansible-core")("ansible", () => {
  it("uses the user's inventory, variables and arguments, and hides what is called a password", async () => {
    const task = `copy: { dest: "{{ lookup('env', 'TO') }}", content: "{{ inventory_hostname }} {{ my_password }} {{ colour }}" }`;
    await using place = ansiblePlace({ "play.yml": playbook(task), hosts: "[x]\nown-host colour=blue\n" });
    const ansible_env_vars = [`TO=${place.path("out")}`];
    const extra_arguments = [...local.extra_arguments, "-e", "my_password=hunter2"];
    await runAnsible({ ...local, extra_arguments, inventory_file: "hosts", ansible_env_vars }, target(place), place);
    expect(place.read("out")).toBe("own-host hunter2 blue");
    expect(place.run.said.at(-1)).toMatch(/-e 'my_password=\*{5}' -i \S+\/hosts /);
  });

  it("writes its inventory where the user says, by the user's template, and leaves it on request", async () => {
    await using place = ansiblePlace({
      "play.yml": playbook('copy: { dest: "{{ playbook_dir }}/out", content: "{{ colour }} {{ extra }}" }'),
      "inventory/group_vars/web.yml": "colour: green\n",
    });
    const block = {
      ...local,
      groups: ["web"],
      inventory_directory: "inventory",
      inventory_file_template: "{{ .HostAlias }} extra={{ .User }}",
      user: "me",
    };
    await runAnsible(block, target(place), place);
    expect(place.read("out")).toBe("green me");
    expect(readdirSync(place.path("inventory"))).toEqual(["group_vars"]);
    await runAnsible({ ...block, keep_inventory_file: true }, target(place), place);
    const kept = readdirSync(place.path("inventory")).find((name) => name.startsWith("ingot-"))!;
    expect(place.run.said).toContain(`The inventory stays: ${place.path(`inventory/${kept}`)}`);
    expect(place.read(`inventory/${kept}`)).toBe("default extra=me\n[web]\ndefault extra=me\n");
  });

  it("installs roles and collections first, and playbooks find them", async () => {
    await using place = ansiblePlace({
      "play.yml": `- hosts: all\n  gather_facts: false\n  roles: [greet]\n  tasks:\n    - greetings.words.leave: {}\n`,
      "make/greet/meta/main.yml":
        "galaxy_info: { author: a, description: d, license: l, min_ansible_version: '2.9' }\n",
      "make/greet/tasks/main.yml": '- copy: { dest: "{{ playbook_dir }}/role", content: hello }\n',
      "make/words/galaxy.yml": "namespace: greetings\nname: words\nversion: 1.0.0\nreadme: README.md\nauthors: [a]\n",
      "make/words/README.md": "",
      "make/words/plugins/modules/leave.py":
        "from ansible.module_utils.basic import AnsibleModule\nAnsibleModule(argument_spec={}).exit_json(changed=False, msg='bye')\n",
    });
    const here = { cwd: place.path("make"), stdio: "ignore" } as const;
    execFileSync("tar", ["czf", "greet.tar.gz", "greet"], here);
    execFileSync("ansible-galaxy", ["collection", "build", "words"], here);
    place.write({
      "requirements.yml": `roles:\n  - src: file://${place.path("make/greet.tar.gz")}\n    name: greet\ncollections:\n  - name: ${place.path("make/greetings-words-1.0.0.tar.gz")}\n`,
    });
    mkdirSync(place.path("r"));
    const galaxy = { galaxy_file: "requirements.yml", roles_path: "r", collections_path: "c" };
    await runAnsible({ ...local, ...galaxy }, target(place), place);
    expect(place.read("role")).toBe("hello");
    expect(existsSync(place.path("r/greet/tasks/main.yml"))).toBe(true);
    expect(existsSync(place.path("c/ansible_collections/greetings/words"))).toBe(true);
  });
});
