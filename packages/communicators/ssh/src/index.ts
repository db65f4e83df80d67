export { publicKeyOf } from "./public-key.js";
export { type SshAccess, type SshCommunicator, sshAccess } from "./ssh-access.js";
export { connectSsh } from "./ssh-communicator.js";
export type { SshKey, SshLogin, SshProxy, SshQuestion, SshServer, SshSettings, SshTunnel } from "./ssh-settings.js";
export { type TemporaryKeyPair, temporaryKeyPair } from "./temporary-key-pair.js";
