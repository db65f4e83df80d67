import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildContext } from "@ingot/core/plugin";
import type { AnsibleConfig } from "./config.js";
import type { AnsibleConnection } from "./connection.js";

const usualLine = "{{ .HostAlias }} ansible_host={{ .Host }} ansible_user={{ .User }} ansible_port={{ .Port }}\n";

/** The machine's line, alone and in each of its groups, then the empty groups. */
export function inventoryText(
  config: AnsibleConfig,
  { host, port, user }: Pick<AnsibleConnection, "host" | "port" | "user">,
  run: Pick<BuildContext, "render">,
): string {
  const template = config.inventory_file_template ?? usualLine;
  const values = { HostAlias: config.host_alias, Host: host, User: user, Port: port };
  const line = run.render(template, values).replace(/\n?$/, "\n");
  const groups = config.groups.map((group) => `[${group}]\n${line}`);
  return [line, ...groups, ...config.empty_groups.map((group) => `[${group}]\n`)].join("");
}

/** Works with the user's own inventory, or with one for the machine that is there as long as the work. `directory` is private. */
export async function withInventory<T>(
  config: AnsibleConfig,
  connection: AnsibleConnection,
  directory: string,
  run: BuildContext,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const { host } = run;
  if (config.inventory_file) return work(host.resolve(config.inventory_file));
  const ours = config.keep_inventory_file ? host.tempDirectory : directory; // not among others' group_vars
  const place = config.inventory_directory ? host.resolve(config.inventory_directory) : ours;
  const path = join(place, `ingot-${run.runId}-${Buffer.from(host.randomBytes(4)).toString("hex")}-inventory`);
  const file = await run.acquire(
    { kind: "local.file", description: `inventory ${path}`, handle: { path } },
    () => writeFile(path, inventoryText(config, connection, run), { mode: 0o600, flag: "wx" }),
    () => rm(path, { force: true }),
  );
  if (config.keep_inventory_file) {
    await file.keep();
    run.say(`The inventory stays: ${path}`);
  }
  try {
    return await work(path);
  } finally {
    await file.release();
  }
}
