export { vaultStore } from "./vault-store.js";
