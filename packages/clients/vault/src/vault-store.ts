import { defineValueStore } from "@ingot/core/plugin";
import { readVault } from "./read-vault.js";

/** Vault as the environment names it: `VAULT_ADDR`, `VAULT_TOKEN` and the other variables of Vault's own command. */
export const vaultStore = defineValueStore({
  type: "vault",
  read: (path, context) => readVault(path, context),
});
