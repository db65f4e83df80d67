import type { JsonValue } from "@ingot/core/plugin";
import type { VaultAnswer } from "./ask-vault.js";
import { vaultError } from "./vault-error.js";

type Fields = { readonly [name: string]: JsonValue };

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The fields of a secret, in either layout: version 2 of the engine wraps them, with metadata beside them, and version 1 does not.
 * Undefined where there is no secret.
 */
export function fieldsOf({ found, json }: VaultAnswer, path: string): Fields | undefined {
  const data = isObject(json) && isObject(json.data) ? json.data : undefined;
  if (!found) return absent(json, data, path);
  if (!data)
    throw vaultError(
      "outside",
      "VAULT_ANSWER",
      "Vault's answer has no data. Check that VAULT_ADDR is the address of a Vault.",
    );
  return isObject(data.data) && isObject(data.metadata) ? data.data : data;
}

/** There are two ways to miss a secret that is there, and Vault tells of them beside its 404. */
function absent(json: unknown, data: Fields | undefined, path: string): undefined {
  if (data && isObject(data.metadata)) {
    const message = `the newest version of ${JSON.stringify(path)} in Vault is deleted.`;
    throw vaultError("user", "VAULT_DELETED", message);
  }
  const { warnings } = (json ?? {}) as { warnings?: unknown };
  if (!Array.isArray(warnings) || !warnings.some((each) => /versioned/i.test(String(each)))) return undefined;
  const [mount, ...rest] = path.replace(/^\/+/, "").split("/");
  const better = [mount, "data", ...rest].join("/");
  const message = `Vault keeps versions of what is at ${JSON.stringify(path)}, so the path has "data" after the engine's own, perhaps ${JSON.stringify(better)}.`;
  throw vaultError("user", "VAULT_PATH", message);
}
