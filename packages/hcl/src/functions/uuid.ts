import { FunctionError } from "../evaluate/scope.js";
import { cryptoModule } from "./lazy-module.js";

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

export function uuidFromRandom(random: Uint8Array): string {
  return format(random, 4);
}

const dashed = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** A UUID may be written with or without dashes, in braces, and as a URN. */
const forms = [`^(${dashed})$`, "^([0-9a-f]{32})$", `^\\{(${dashed})\\}$`, `^urn:uuid:(${dashed})$`].map(
  (form) => new RegExp(form, "i"),
);

export function uuidFromName(namespace: string, name: string): string {
  const uuid = namespaces[namespace] ?? namespace;
  const written = forms.map((form) => form.exec(uuid)?.[1]).find((digits) => digits !== undefined);
  if (written === undefined) throw new FunctionError('it must be "dns", "url", "oid", "x500" or a UUID', 0);
  const bytes = Buffer.from(written.replaceAll("-", ""), "hex");
  const digest = cryptoModule().createHash("sha1").update(bytes).update(name).digest();
  return format(digest.subarray(0, 16), 5);
}

function format(bytes: Uint8Array, version: number): string {
  const own = Buffer.from(bytes);
  own[6] = (own[6]! & 0x0f) | (version << 4);
  own[8] = (own[8]! & 0x3f) | 0x80;
  const hex = own.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
