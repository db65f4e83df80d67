import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** The public half of a private key, as a line of `authorized_keys`. */
export async function sshPublicKey(privateKey: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "ingot-key-"));
  try {
    const path = join(directory, "key");
    writeFileSync(path, `${privateKey.trim()}\n`, { mode: 0o600 });
    return (await promisify(execFile)("ssh-keygen", ["-y", "-f", path])).stdout.trim();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
