import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  processesWith,
  requires,
  requiresAll,
  requiresSshd,
  type Sshd,
  sourceBlock,
  sshArguments,
  startSshd,
  until,
} from "@ingot/testing";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(240_000);

const template = (sshd: Sshd) => `
variable "to" {
}
${sourceBlock("null", "machine", sshArguments(sshd))}
build {
  sources = ["source.null.machine"]
  provisioner "ansible" {
    playbook_file    = "remote.yml"
    use_proxy        = false
    groups           = ["web"]
    empty_groups     = ["db"]
    extra_arguments  = ["-e", "to=\${var.to}"]
    ansible_env_vars = ["ANSIBLE_HOST_KEY_CHECKING=False", "GREETING=hello"]
  }
  provisioner "ansible-local" {
    playbook_file    = "local.yml"
    role_paths       = ["roles/greet"]
    group_vars       = "vars"
    inventory_groups = ["web"]
    extra_arguments  = ["-e", "'to=\${var.to} words=\\"two words\\"'"]
  }
}
`;

const files = {
  "remote.yml": `- hosts: web
  gather_facts: false
  tasks:
    - file: { path: "{{ to }}/tree", state: directory, mode: "0750" }
    - copy: { dest: "{{ to }}/tree/facts", mode: "0600", content: "{{ packer_build_name }} {{ packer_builder_type }} {{ groups.db }} {{ lookup('env', 'GREETING') }}\\n" }
    - lineinfile: { path: "{{ to }}/tree/facts", line: last }
`,
  "local.yml": "- hosts: web\n  gather_facts: false\n  roles: [greet]\n",
  "roles/greet/tasks/main.yml": `- copy: { dest: "{{ to }}/local", content: "{{ of_group }} {{ words }} {{ packer_build_name }}\\n" }\n`,
  "vars/web.yml": "of_group: g\n",
};

/** Every file below, with mode and content. */
const treeOf = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const { mode } = statSync(join(directory, name));
      return [name, mode.toString(8), mode & 0o40_000 ? "" : readFileSync(join(directory, name), "utf8")];
    });

requiresAll(requires("ansible-playbook", "ansible-core"), requiresSshd())("ansible over SSH", () => {
  let place: Workplace;
  beforeEach(() => {
    place = workplace(files);
  });
  afterEach(() => place[Symbol.dispose]());

  requires("packer", "packer")("beside packer", () => {
    test("the same template does the same to a machine as packer's", async () => {
      await using sshd = await startSshd();
      place.write({ "t.pkr.hcl": template(sshd), "ours/x": "", "theirs/x": "" });
      const ours = await place.ingot("build", "-var", `to=${place.path("ours")}`, "t.pkr.hcl");
      expect({ code: ours.code, err: ours.err }).toEqual({ code: 0, err: "" });
      const theirs = await place.run("packer", "build", "-var", `to=${place.path("theirs")}`, "t.pkr.hcl");
      expect(theirs.code).toBe(0);
      expect(treeOf(place.path("ours"))).toEqual(treeOf(place.path("theirs")));
      expect(place.read("ours/tree/facts")).toBe("machine null [] hello\nlast\n");
      expect(place.read("ours/local")).toBe("g two words machine\n");
      expect(readdirSync(place.path("tmp")).filter((name) => name.startsWith("ingot"))).toEqual([]);
    });
  });

  test("killed in mid-playbook it leaves nothing that clean does not remove", async () => {
    await using sshd = await startSshd();
    place.write({
      "t.pkr.hcl": template(sshd).replace("use_proxy        = false", "inventory_directory = path.cwd"),
      "remote.yml": '- hosts: all\n  gather_facts: false\n  tasks: [{ shell: "touch {{ to }}/began; sleep 1000" }]\n',
      "ours/x": "",
    });
    const running = place.startIngot("build", "-var", `to=${place.path("ours")}`, "t.pkr.hcl");
    await until(() => place.exists("ours/began"), running.ended);
    running.process.kill("SIGKILL");
    await running.ended;
    const left = () => [...readdirSync(place.path("tmp")), ...readdirSync(place.directory)].filter(isOurs);
    expect(left().length).toBeGreaterThan(1);
    expect((await place.ingot("clean")).code).toBe(0);
    expect(left()).toEqual([]);
    expect(processesWith(place.path("tmp"))).toEqual([]);
  });
});

const isOurs = (name: string) => name.startsWith("ingot-");
