import { lateTemplate, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

const list = () => z.array(z.string()).default([]);
const flag = () => z.boolean().default(false);

const playbookFields = {
  playbook_file: z.string().default("").describe("The playbook to run."),
  command: textOr("ansible-playbook").describe(
    "The program that runs playbooks: a name or a path, no command line. Put more into a script.",
  ),
  extra_arguments: list().describe(
    "More arguments for it. They pass through no shell, so they need no quotes. They are seen in process lists.",
  ),
  ansible_env_vars: lateTemplate(list()).describe(
    "Environment variables for it, each written KEY=value. They count more than what Ingot sets itself.",
  ),
  skip_version_check: flag().describe("Do not ask first which version of Ansible is installed here."),
};

const inventoryFields = {
  host_alias: textOr("default").describe("What playbooks call the machine."),
  groups: list().describe("Groups that the machine is in."),
  empty_groups: list().describe("Groups that are there, but empty."),
  inventory_file: optionalText().describe(
    "An inventory to use as it is, in place of the one that is made for the machine.",
  ),
  inventory_file_template: lateTemplate(optionalText()).describe(
    "The machine's line in that inventory, with {{ .HostAlias }}, {{ .Host }}, {{ .User }}, {{ .Port }} and the values of build.*.",
  ),
  inventory_directory: optionalText().describe(
    "Where that inventory is written for the time of the run, so that the group_vars and host_vars there count. Default: a private directory.",
  ),
  keep_inventory_file: flag().describe("Leave it there."),
};

const connectionFields = {
  user: optionalText().describe("The user to log in as. Default: that of the build."),
  ansible_ssh_extra_args: z
    .array(z.string())
    .optional()
    .describe("Arguments for ssh. Default: -o IdentitiesOnly=yes, except where an agent holds the keys."),
  use_proxy: z
    .boolean()
    .optional()
    .describe(
      "Have Ansible speak to a server here, which passes all on to the build's communicator. Default: only where Ansible cannot reach the machine itself, so for all but ssh. With false, Ansible reaches containers by its own docker connection.",
    ),
  local_port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe("The port of that server: the first free one of this and the nine after it. 0: any."),
  ansible_proxy_bind_address: textOr("127.0.0.1").describe("The address where that server listens."),
  ansible_proxy_host: textOr("127.0.0.1").describe("The address by which Ansible reaches that server."),
  ansible_proxy_key_type: textOr("ECDSA").describe("The kind of the keys made for that server: ECDSA, ED25519 or RSA."),
  ssh_host_key_file: optionalText().describe("The private key that server shows. Default: one made for the run."),
  ssh_authorized_key_file: optionalText().describe(
    "The public key that may log in to that server; you give the private one to Ansible. Default: one made for the run.",
  ),
  sftp_command: optionalText().describe("What serves SFTP on the machine, where files go by it; sets use_sftp."),
  use_sftp: flag().describe(
    "Through that server, have files go by SFTP (/usr/lib/sftp-server -e). Default: dd, which every machine has.",
  ),
  ansible_winrm_use_http: flag().describe("Accepted for Packer's sake: there is no WinRM here yet."),
};

const galaxyFields = {
  galaxy_file: optionalText().describe("A file that names roles and collections to install before the playbook runs."),
  galaxy_command: textOr("ansible-galaxy").describe("The program that installs them."),
  galaxy_force_install: flag().describe("Install them again where they are installed."),
  galaxy_force_with_deps: flag().describe("The same, and what they depend on."),
  roles_path: optionalText().describe("Where roles are installed, and looked for first. Default: Ansible's own place."),
  collections_path: optionalText().describe(
    "Where collections are installed, and looked for first. Default: Ansible's own place.",
  ),
};

export const ansibleConfig = z.object({
  ...playbookFields,
  ...inventoryFields,
  ...connectionFields,
  ...galaxyFields,
});

export type AnsibleConfig = z.infer<typeof ansibleConfig>;
