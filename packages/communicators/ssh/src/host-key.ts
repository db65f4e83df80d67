import { createHash } from "node:crypto";
import { IngotError } from "@ingot/core/plugin";
import { serverName } from "./ssh-settings.js";
import { readWireString } from "./wire.js";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** What is known of one server's key, for the life of a build. */
export interface HostKeyPin {
  /** Why `key` is not to be trusted. */
  refuse(key: Buffer, server: Address): IngotError | undefined;
  /** The server with `key` has let us in: it is the only one from now on. What only refuses us may be an installer, with keys of its own. */
  pin(key: Buffer): void;
  /** The server may come back with another key: the next login pins anew. */
  expectOther(): void;
  /** Of the keys that are known: they are asked for before others. */
  types(): readonly string[];
  /** The pinned key, as `type base64`; undefined before the first login. */
  trusted(): string | undefined;
}

/** `known` are lines as in known_hosts or a `.pub` file, or fingerprints. Where there are any, only they are trusted, whatever is expected. */
export function hostKeyPin(known: readonly string[]): HostKeyPin {
  const lines = known.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  let pinned: Buffer | undefined;
  let mayDiffer = false;
  const refuse = (key: Buffer, server: Address) => {
    if (lines.length > 0 && !lines.some((line) => names(line, key))) return unknownKey(server, key);
    return pinned && !mayDiffer && !pinned.equals(key) ? changedKey(server, pinned, key) : undefined;
  };
  return {
    refuse,
    pin: (key) => {
      pinned = key;
      mayDiffer = false;
    },
    expectOther: () => {
      mayDiffer = true;
    },
    trusted: () => pinned && `${typeOf(pinned)} ${pinned.toString("base64")}`,
    types: () => (pinned ? [typeOf(pinned)] : lines.flatMap((line) => /\b(ssh|ecdsa)-\S+/.exec(line)?.[0] ?? [])),
  };
}

/** By which a user can compare: as `ssh-keygen -l` shows it. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;

const names = (line: string, key: Buffer) =>
  line.split(/\s+/).some((word) => word === fingerprint(key) || word === key.toString("base64"));

const typeOf = (key: Buffer) => readWireString(key, 0).value.toString("latin1");

const unknownKey = (server: Address, key: Buffer) =>
  new IngotError({
    code: "SSH_HOST_KEY_UNKNOWN",
    source: "outside",
    message: `${serverName(server)} shows a host key that the template does not name: ${typeOf(key)} ${fingerprint(key)}. Somebody may stand in between. Nothing was sent to it.`,
    data: { ...server, fingerprint: fingerprint(key) },
  });

const changedKey = (server: Address, pinned: Buffer, key: Buffer) =>
  new IngotError({
    code: "SSH_HOST_KEY_CHANGED",
    source: "outside",
    message: `The host key of ${serverName(server)} has changed during the build: from ${fingerprint(pinned)} to ${fingerprint(key)}. Somebody may stand in between, so nothing was sent to it. If a step of the build makes the machine anew, set expect_disconnect = true there.`,
    data: { ...server, pinned: fingerprint(pinned), fingerprint: fingerprint(key) },
  });
