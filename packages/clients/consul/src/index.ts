export { consulStore } from "./consul-store.js";
