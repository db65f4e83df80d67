/* RFC 6143, 7.1 to 7.3: version, security, initialisation. */
import type { ExactReader } from "./exact-reader.js";
import { answerChallenge } from "./vnc-authentication.js";
import type { VncErrors } from "./vnc-error.js";

/** A connection on which nothing has been said yet. */
export interface Wire extends ExactReader {
  write(bytes: Uint8Array): Promise<void>;
  readonly errors: VncErrors;
}

/** What the server tells at the end of the handshake. */
export interface Desktop {
  readonly name: string;
  readonly bytesPerPixel: number;
}

/** The minor version of the protocol, 3.x. */
type Version = 3 | 7 | 8;

const securityTypes = { none: 1, password: 2 } as const;

export async function shakeHands(wire: Wire, password?: string): Promise<Desktop> {
  const version = await agreeOnVersion(wire);
  const type = version === 3 ? await decidedSecurity(wire) : await chooseSecurity(wire, password);
  if (type === securityTypes.password) await logIn(wire, password);
  if (version === 8 || type === securityTypes.password) await readSecurityResult(wire, version);
  return initialise(wire);
}

async function agreeOnVersion(wire: Wire): Promise<Version> {
  const banner = (await wire.read(12)).toString("latin1");
  const [, major, minor] = /^RFB (\d{3})\.(\d{3})\n$/.exec(banner) ?? [];
  if (major === undefined || Number(major) < 3) throw wire.errors.protocol(`it began with ${JSON.stringify(banner)}`);
  const version = Number(major) > 3 || Number(minor) >= 8 ? 8 : Number(minor) === 7 ? 7 : 3;
  await wire.write(Buffer.from(`RFB 003.00${version}\n`));
  return version;
}

/** Before 3.7 the server decides. */
async function decidedSecurity(wire: Wire): Promise<number> {
  const type = (await wire.read(4)).readUInt32BE();
  if (type === 0) throw wire.errors.refused(await readReason(wire));
  if (!isKnown(type)) throw unknownSecurity(wire, [type]);
  return type;
}

async function chooseSecurity(wire: Wire, password?: string): Promise<number> {
  const count = (await wire.read(1))[0]!;
  if (count === 0) throw wire.errors.refused(await readReason(wire));
  const offered = [...(await wire.read(count))];
  const wished = password === undefined ? [1, 2] : [2, 1];
  const type = wished.find((each) => offered.includes(each));
  if (type === undefined) throw unknownSecurity(wire, offered);
  await wire.write(Buffer.of(type));
  return type;
}

const isKnown = (type: number) => Object.values<number>(securityTypes).includes(type);

const securityNames: Readonly<Record<number, string>> = {
  5: "RA2",
  16: "Tight",
  18: "TLS",
  19: "VeNCrypt",
  20: "SASL",
  30: "Apple's",
};

function unknownSecurity({ errors }: Wire, offered: readonly number[]): Error {
  const names = offered.map((type) => securityNames[type] ?? `type ${type}`).join(", ");
  return errors.authentication(`it offers ${names} only, and we know a VNC password or none at all`);
}

async function logIn(wire: Wire, password?: string): Promise<void> {
  const challenge = await wire.read(16);
  if (password === undefined) throw wire.errors.authentication("it asks for a password, and there is none");
  await wire.write(answerChallenge(challenge, password));
}

/** Only 3.8 says why. */
async function readSecurityResult(wire: Wire, version: Version): Promise<void> {
  if ((await wire.read(4)).readUInt32BE() === 0) return;
  throw wire.errors.authentication(version === 8 ? `it says "${await readReason(wire)}"` : "the password is wrong");
}

/** A server may send more than anybody reads. QEMU's texts end with NUL. */
const longestReason = 4096;

async function readReason(wire: Wire): Promise<string> {
  const length = (await wire.read(4)).readUInt32BE();
  return (await wire.read(Math.min(length, longestReason)))
    .toString("utf8")
    .replace(/\p{Cc}+/gu, " ")
    .trim();
}

/** We share the desktop with whoever watches it. */
async function initialise(wire: Wire): Promise<Desktop> {
  await wire.write(Buffer.of(1));
  const server = await wire.read(24);
  const length = server.readUInt32BE(20);
  const name = (await wire.read(Math.min(length, longestReason))).toString("utf8");
  await wire.skip(Math.max(0, length - longestReason));
  return { name, bytesPerPixel: server[4]! / 8 };
}
