/* RFC 6143, 7.6: what a server sends unasked. None of it matters to somebody who only types. */
import type { Desktop, Wire } from "./handshake.js";

/** Reads and drops messages until the connection ends, which rejects. */
export async function dropMessages(wire: Wire, desktop: Desktop): Promise<never> {
  for (;;) {
    const type = (await wire.read(1))[0]!;
    const drop = messages[type];
    if (!drop) throw wire.errors.protocol(`it sent a message of type ${type}, which is not known`);
    await drop(wire, desktop);
  }
}

const messages: Readonly<Record<number, (wire: Wire, desktop: Desktop) => Promise<void>>> = {
  0: dropFramebufferUpdate,
  1: dropColours,
  2: async () => undefined, // the bell
  3: dropCutText,
};

async function dropFramebufferUpdate(wire: Wire, desktop: Desktop): Promise<void> {
  const rectangles = (await wire.read(3)).readUInt16BE(1);
  for (let each = 0; each < rectangles; each++) await dropRectangle(wire, desktop);
}

async function dropRectangle(wire: Wire, { bytesPerPixel }: Desktop): Promise<void> {
  const header = await wire.read(12);
  const encoding = header.readInt32BE(8);
  // We offer no encoding, so the server has this one only.
  if (encoding !== 0)
    throw wire.errors.protocol(`it sent a picture in the encoding ${encoding}, which we did not offer`);
  await wire.skip(header.readUInt16BE(4) * header.readUInt16BE(6) * bytesPerPixel);
}

async function dropColours(wire: Wire): Promise<void> {
  await wire.skip((await wire.read(5)).readUInt16BE(3) * 6);
}

async function dropCutText(wire: Wire): Promise<void> {
  await wire.skip((await wire.read(7)).readUInt32BE(3));
}
