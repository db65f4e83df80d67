import { optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

const list = () => z.array(z.string()).default([]);

export const ansibleLocalConfig = z.object({
  playbook_file: optionalText().describe("The playbook to run."),
  playbook_files: list().describe("Several playbooks to run, one after the other."),
  playbook_dir: optionalText().describe(
    "A directory whose contents are uploaded first. playbook_files within it are run where they are there.",
  ),
  playbook_paths: list().describe("Directories that are uploaded to playbooks/ in the staging directory."),
  role_paths: list().describe("Roles that are uploaded to roles/."),
  collection_paths: list().describe(
    "Collections that are uploaded to collections/: a directory that holds ansible_collections, or one within it.",
  ),
  group_vars: optionalText().describe("A directory that is uploaded as group_vars."),
  host_vars: optionalText().describe("A directory that is uploaded as host_vars."),
  inventory_file: optionalText().describe("An inventory to upload and use; --limit in extra_arguments picks the host."),
  inventory_groups: list().describe("Without an inventory: the groups that 127.0.0.1 is in."),
  command: textOr("ansible-playbook").describe("What runs playbooks on the machine, a part of a shell's command line."),
  extra_arguments: list().describe("More arguments for it. They pass through the machine's shell, so quote them."),
  staging_directory: optionalText().describe(
    "Where files are uploaded on the machine. Default: a new private one in /tmp.",
  ),
  clean_staging_directory: z
    .boolean()
    .optional()
    .describe("Remove the staging directory when Ansible is done. Default: only one that was made for the run."),
  galaxy_file: optionalText().describe("A file that names roles and collections to install on the machine first."),
  galaxy_command: textOr("ansible-galaxy").describe("What installs them on the machine."),
  galaxy_force_install: z.boolean().default(false).describe("Install them again where they are installed."),
  galaxy_roles_path: optionalText().describe("Where on the machine roles are installed. Default: roles/galaxy_roles."),
  galaxy_collections_path: optionalText().describe(
    "Where on the machine collections are installed. Default: collections/galaxy_collections.",
  ),
});

export type AnsibleLocalConfig = z.infer<typeof ansibleLocalConfig>;

/** In the order in which they run. */
export const playbooksOf = ({ playbook_file, playbook_files }: AnsibleLocalConfig): readonly string[] =>
  playbook_file === undefined ? playbook_files : [playbook_file];
