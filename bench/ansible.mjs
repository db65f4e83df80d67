// A playbook of 200 tasks by the provisioner `ansible` beside plain `ansible-playbook`, against one sshd. Needs `npm run build`,
// sshd and Ansible (Debian: apt-get install openssh-server openssh-client ansible-core).
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceBlock } from "../packages/testing/dist/source-block.js";
import { sshArguments } from "../packages/testing/dist/ssh-login.js";
import { benchEnvironment, cli, paired, wallTime } from "./measure.mjs";
import { startServer } from "./ssh.mjs";

const tasks = 200;

/** Milliseconds of whole processes. */
export async function benchAnsible(rounds) {
  const directory = mkdtempSync(join(tmpdir(), "ingot-bench-ansible-"));
  const sshd = await startServer();
  try {
    writeFiles(directory, sshd);
    const env = { ...benchEnvironment(directory), ANSIBLE_PIPELINING: "True" }; // tasks cost the least then, so what we add weighs the most
    const options = { cwd: directory, env };
    const [time, plainTime] = await paired(
      rounds,
      () => wallTime(process.execPath, [cli, "build", "bench.pkr.hcl"], options),
      () => wallTime("ansible-playbook", ["-i", "hosts", "play.yml"], options),
    );
    return { tasks, time, plainTime };
  } finally {
    await sshd[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  }
}

function writeFiles(directory, sshd) {
  const write = (name, text) => writeFileSync(join(directory, name), text);
  const options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes";
  write(
    "hosts",
    `default ansible_host=127.0.0.1 ansible_port=${sshd.port} ansible_user=${sshd.user} ansible_ssh_private_key_file=${sshd.key} ansible_ssh_common_args="${options}"\n`,
  );
  write("play.yml", `- hosts: all\n  gather_facts: false\n  tasks:\n${"    - command: /bin/true\n".repeat(tasks)}`);
  const build = `build {
  sources = ["source.null.machine"]
  provisioner "ansible" {
    playbook_file = "play.yml"
  }
}
`;
  write("bench.pkr.hcl", sourceBlock("null", "machine", sshArguments(sshd)) + build);
}
