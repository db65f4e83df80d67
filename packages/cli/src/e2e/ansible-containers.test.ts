import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { requires, requiresAll, requiresDocker } from "@ingot/testing";
import { busyboxLinks, busyboxSource, dockerSource } from "./container-sources.test-fixtures.js";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(300_000);

const template = `${dockerSource("box", "discard = true")}${busyboxSource("box", "box.tar")}
build {
  sources = ["source.docker.box", "source.oci.box"]
  provisioner "shell" {
    inline = ["mkdir -p /usr/bin /usr/lib /lib /lib64 /root /tmp"]
  }
  provisioner "file" {
    source      = "python/"
    destination = "/"
  }
  provisioner "ansible" {
    playbook_file   = "play.yml"
    extra_arguments = ["-e", "here=\${path.cwd}"]
  }
}
`;

const play = `- hosts: all
  tasks:
    - copy: { src: "{{ here }}/data", dest: /root/data, mode: "0640" }
    - command: sh -c 'chmod 600 /root/data && echo done'
      register: run
    - stat: { path: /root/data }
      register: data
    - copy: { dest: /root/facts, content: "{{ ansible_facts.system }} {{ run.stdout }} {{ data.stat.mode }} {{ data.stat.size }}\\n" }
    - fetch: { src: /root/facts, dest: "{{ here }}/{{ packer_builder_type }}", flat: true }
`;

/** This machine's Python with what it stands on, below `directory`. */
function writePython(directory: string): void {
  const program = "/usr/bin/python3";
  const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+/g)!;
  const modules = `/usr/lib/${realpathSync(program).split("/").pop()}`;
  const parts = readdirSync(modules).filter((name) => !/^(?:test|config-|ensurepip|idlelib|__pycache__)/.test(name));
  for (const path of [program, ...libraries, ...parts.map((name) => `${modules}/${name}`)]) {
    mkdirSync(`${directory}${dirname(path)}`, { recursive: true });
    execFileSync("cp", ["-rL", path, `${directory}${path}`]);
  }
}

requiresAll(requires("ansible-playbook", "ansible-core"), requiresDocker())("ansible in containers", () => {
  let place: Workplace;
  beforeEach(() => {
    place = workplace({ "t.pkr.hcl": template, "play.yml": play, data: "x".repeat(100_000) });
  });
  afterEach(() => place[Symbol.dispose]());

  test("works where nothing listens, side by side, with modules and files", async () => {
    busyboxLinks(place);
    writePython(place.path("python"));
    place.write({ "python/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n" }); // Ansible asks where its user's home is
    const { code, out, err } = await place.ingot("build", "t.pkr.hcl");
    expect({ code, err, out: code === 0 ? "" : out }).toEqual({ code: 0, err: "", out: "" });
    expect(place.read("docker")).toBe("Linux done 0600 100000\n");
    expect(place.read("oci")).toBe("Linux done 0600 100000\n");
  });
});
