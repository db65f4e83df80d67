import type { JsonValue, ReadContext } from "@ingot/core/plugin";
import { askVault } from "./ask-vault.js";
import { fieldsOf } from "./secret.js";
import { readSettings } from "./settings.js";

/**
 * What Vault answers at a path, of whatever engine: its fields, or undefined where there is nothing. `VAULT_ADDR`, `VAULT_TOKEN` and the
 * other variables of Vault's own command say which Vault it is.
 */
export async function readVault(
  path: string,
  { host, signal, hide }: ReadContext,
  query: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, JsonValue>> | undefined> {
  const settings = await readSettings(host);
  hide(settings.token);
  return fieldsOf(await askVault(path, settings, host, signal, query), path);
}
