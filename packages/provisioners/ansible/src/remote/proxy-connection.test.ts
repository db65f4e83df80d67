import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { localCommunicator, until } from "@ingot/testing";
import {
  type AnsiblePlace,
  ansiblePlace,
  playbook,
  requiresAnsible,
  runAnsible,
  targetOf,
} from "../ansible-machine.test-fixtures.js";

jest.setTimeout(180_000);

function machine(place: AnsiblePlace) {
  mkdirSync(place.path("machine"));
  return localCommunicator(place.run.host, place.path("machine"));
}

requiresAnsible()("ansible, through the build's communicator", () => {
  it("carries files, long lines, errors and exit statuses", async () => {
    await using place = ansiblePlace({
      "play.yml": playbook(
        'copy: { src: "{{ here }}/data", dest: "{{ to }}/copied" }',
        'slurp: { src: "{{ to }}/copied" }\n      register: read',
        'copy: { dest: "{{ to }}/length", content: "{{ read.content | length }}" }',
        'raw: "echo wrong >&2; exit 7"\n      register: bad\n      failed_when: bad.rc != 7',
        'copy: { dest: "{{ to }}/who", content: "{{ ansible_user }} {{ bad.stderr_lines[0] }}" }',
      ),
    });
    const communicator = machine(place);
    writeFileSync(place.path("data"), randomBytes(300_000));
    const extra_arguments = ["-e", `here=${place.directory} to=${place.path("machine")}`];
    await runAnsible({ extra_arguments }, targetOf(communicator, { User: "somebody" }), place);
    expect(place.read("machine/copied")).toBe(place.read("data"));
    expect(place.read("machine/length")).toBe("400000");
    expect(place.read("machine/who")).toBe("somebody wrong");
    expect(place.run.said).toContain("Setting up proxy adapter for Ansible....");
    expect(communicator.uploads).toEqual([]);
  });

  it("has files go by SFTP where that is asked for, with RSA keys, at a port of the user's", async () => {
    await using place = ansiblePlace({
      "play.yml": playbook('copy: { src: "{{ here }}/play.yml", dest: "{{ to }}/{{ ansible_port }}" }'),
    });
    const communicator = machine(place);
    const extra_arguments = ["-e", `here=${place.directory} to=${place.path("machine")}`];
    const local_port = 20_000 + (process.pid % 20_000);
    const block = { extra_arguments, local_port, use_sftp: true, ansible_proxy_key_type: "RSA" };
    await runAnsible(block, targetOf(communicator), place);
    expect(communicator.commands).toContain("/usr/lib/sftp-server -e");
    const taken = Number(readdirSync(place.path("machine"))[0]) - local_port;
    expect(taken).toBeGreaterThanOrEqual(0);
    expect(taken).toBeLessThan(10);
  });

  it("shows the user's own key, lets in the user's own, and no other", async () => {
    await using place = ansiblePlace({ "play.yml": playbook("raw: touch here") });
    for (const name of ["host", "mine", "other"])
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", place.path(name)]);
    const communicator = machine(place);
    const keys = { ssh_host_key_file: "host", ssh_authorized_key_file: "mine.pub", skip_version_check: true };
    const withKey = (name: string) => ({ ...keys, extra_arguments: ["--private-key", place.path(name)] });
    await runAnsible(withKey("mine"), targetOf(communicator), place);
    expect(existsSync(place.path("machine/here"))).toBe(true);
    await expect(runAnsible(withKey("other"), targetOf(communicator), place)).rejects.toMatchObject({
      data: { exitCode: 4 },
    });
    expect(place.printed()).toContain("Permission denied (publickey)");
    const wrong = { ...keys, ssh_host_key_file: "host.pub" };
    await expect(runAnsible(wrong, targetOf(communicator), place)).rejects.toMatchObject({
      code: "ANSIBLE_PROXY",
      message: "The key host.pub cannot be used for Ansible's connection: it is a public key",
    });
  });

  it("says what fails on the machine, and with what status Ansible ends", async () => {
    await using place = ansiblePlace({ "play.yml": playbook("raw: exit 3") });
    await expect(runAnsible({ skip_version_check: true }, targetOf(machine(place)), place)).rejects.toMatchObject({
      code: "ANSIBLE_FAILED",
      message: "ansible-playbook ended with exit status 2: tasks failed on the machine. Its output above says more.",
      data: { exitCode: 2 },
    });
    expect(place.printed()).toContain('"rc": 3');
  });

  it("ends what runs on the machine when it is cancelled", async () => {
    const controller = new AbortController();
    await using place = ansiblePlace({ "play.yml": playbook("raw: exec sleep 1000") }, controller.signal);
    const communicator = machine(place);
    const reason = new Error("enough");
    const work = runAnsible({ skip_version_check: true }, targetOf(communicator), place).catch(
      (error: unknown) => error,
    );
    await until(() => communicator.commands.some((line) => line.includes("sleep 1000")), work);
    controller.abort(reason);
    expect(await work).toBe(reason);
  });
});
