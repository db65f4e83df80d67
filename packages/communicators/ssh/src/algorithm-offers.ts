import { IngotError } from "@ingot/core/plugin";
import { type SshServer, serverName } from "./ssh-settings.js";

/** As ssh2 tells of a handshake: `Handshake: (remote) C->S cipher: aes128-ctr,aes256-ctr`. */
const offer = /^Handshake: \((local|remote)\) (.+): (\S*)$/;

/** For people, and the argument that changes what we offer. */
const kinds: Readonly<Record<string, readonly [name: string, argument?: string]>> = {
  "KEX method": ["way to exchange keys", "ssh_key_exchange_algorithms"],
  "Host key format": ["kind of host key"],
  "C->S cipher": ["cipher", "ssh_ciphers"],
  "S->C cipher": ["cipher", "ssh_ciphers"],
};

/** Listens to what both sides offer, and tells where they have nothing in common: waiting would not help. */
export function algorithmOffers() {
  const offers = new Map<string, { local?: readonly string[]; remote?: readonly string[] }>();
  const note = (text: string) => {
    const [, side, kind, list] = offer.exec(text) ?? [];
    if (kind !== undefined) offers.set(kind, { ...offers.get(kind), [side!]: list!.split(",") });
  };
  const mismatch = (server: SshServer): IngotError | undefined => {
    for (const [kind, { local = [], remote = [] }] of offers) {
      const [name, argument] = kinds[kind] ?? [];
      if (name !== undefined && remote.length > 0 && !local.some((each) => remote.includes(each)))
        return nothingInCommon(server, name, argument, local, remote);
    }
    return undefined;
  };
  return { note, mismatch };
}

function nothingInCommon(
  server: SshServer,
  kind: string,
  argument: string | undefined,
  ours: readonly string[],
  theirs: readonly string[],
): IngotError {
  const mend = argument ? ` Change ${argument}, or what the server offers.` : " Change what the server offers.";
  return new IngotError({
    code: "SSH_ALGORITHMS",
    source: "user",
    message: `${serverName(server)} and we know no ${kind} in common. It offers ${theirs.join(", ")}; we offer ${ours.join(", ")}.${mend}`,
    data: { ours, theirs },
  });
}
