import { defineValueStore } from "@ingot/core/plugin";
import { askVault } from "./ask-vault.js";
import { fieldsOf } from "./secret.js";
import { readSettings } from "./settings.js";

/** Vault as the environment names it: `VAULT_ADDR`, `VAULT_TOKEN` and the other variables of Vault's own command. */
export const vaultStore = defineValueStore({
  type: "vault",
  read: async (path, { host, signal, hide }) => {
    const settings = await readSettings(host);
    hide(settings.token);
    return fieldsOf(await askVault(path, settings, host, signal), path);
  },
});
