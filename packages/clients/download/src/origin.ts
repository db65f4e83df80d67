import { posix } from "node:path";

/** Where an image comes from. */
export type Origin = WebOrigin | FileOrigin;

interface Common {
  /** For people: without a user's name, a password and a query, which may be a signature. */
  readonly shown: string;
  /** Ends with the file's name, by which checksum files know it. */
  readonly path: string;
  /** What `?checksum=` says. */
  readonly checksum: string | undefined;
}

export interface WebOrigin extends Common {
  readonly kind: "web";
  readonly url: string;
}

export interface FileOrigin extends Common {
  readonly kind: "file";
}

/** A text says why the address cannot be used. */
export function originOf(address: string): Origin | string {
  const scheme = /^(?:([a-z][a-z0-9]*)::|([a-z][a-z0-9+.-]+):)/i.exec(address);
  const name = (scheme?.[1] ?? scheme?.[2])?.toLowerCase();
  if (name === undefined) return fileOrigin(address, address);
  if (scheme![1] === undefined && name === "file") return fileUrl(address);
  return scheme![1] === undefined && /^https?$/.test(name) ? webOrigin(address) : unsupported(name, address);
}

/** Schemes that Packer knows beside http, https and file, and what to do instead. */
const instead: Readonly<Record<string, string>> = {
  git: "Clone the repository before the build",
  hg: "Clone the repository before the build",
  smb: "Mount the share",
  s3: "Use an https:// address that is signed in advance (aws s3 presign), or copy it before the build (aws s3 cp)",
  gcs: "Use an https:// address that is signed in advance (gcloud storage sign-url), or copy it before the build",
};

const unsupported = (name: string, address: string): string =>
  `Images come by http://, https:// or from files, and ${JSON.stringify(beginningOf(address))} asks for "${name}". ${instead[name] ?? "Copy the image before the build"}, and name the file.`;

const beginningOf = (address: string): string => address.replace(/(?<=:)(?!:).*$/s, "…");

function webOrigin(address: string): Origin | string {
  const { bare, checksum } = withoutOptions(address);
  if (!URL.canParse(bare)) return "The address must be written in full, as in https://example.com/image.iso.";
  const { origin, pathname, search } = new URL(bare);
  const shown = `${origin}${pathname}${search === "" ? "" : "?…"}`;
  return { kind: "web", url: bare, shown, path: decoded(pathname), checksum };
}

function fileUrl(address: string): Origin | string {
  const found = /^file:(?:\/\/(?:localhost(?=\/))?)?(.+)$/is.exec(address);
  return found ? fileOrigin(decoded(found[1]!), address) : "After file:// stands the path of a file.";
}

function fileOrigin(path: string, shown: string): Origin | string {
  if (path === "") return "The address is empty.";
  const { bare, checksum } = withoutOptions(path);
  const own = checksum === undefined ? path : bare;
  return { kind: "file", path: own, shown: checksum === undefined ? shown : own, checksum };
}

/** Packer reads `checksum` and `archive` of a query itself; the rest stays as it is written, because it may be signed. */
function withoutOptions(address: string): { readonly bare: string; readonly checksum: string | undefined } {
  const [, start = "", query, fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(address)!;
  const parts = query?.split("&") ?? [];
  const rest = parts.filter((part) => !/^(?:checksum|archive)=/.test(part));
  const checksum = parts.find((part) => part.startsWith("checksum="))?.slice("checksum=".length);
  const bare = start + (rest.length > 0 ? `?${rest.join("&")}` : "") + fragment;
  return { bare, checksum: checksum === undefined ? undefined : decoded(checksum) };
}

/** Without percent signs; as it is where they mean nothing. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The last part of its path. */
export const fileNameOf = ({ path }: Origin): string => posix.basename(path);
