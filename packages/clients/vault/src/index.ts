export { readVault } from "./read-vault.js";
export { vaultStore } from "./vault-store.js";
