/** An image's name, taken apart. */
export interface ImageReference {
  /** Without tag and digest: "alpine", "registry.example:5000/team/app". */
  readonly name: string;
  /** The host that pulls go to, as Docker's configuration names it: "docker.io" for names without a host. */
  readonly registry: string;
  readonly tag: string | undefined;
  /** "sha256:…". */
  readonly digest: string | undefined;
}

/** `[host[:port]/]path[:tag][@digest]`; a first part with a dot, a colon, or "localhost" is a host. */
export function parseImageReference(text: string): ImageReference {
  const [before = "", digest] = splitAt(text, text.indexOf("@"));
  const colon = before.lastIndexOf(":");
  const [name = "", tag] = colon > before.lastIndexOf("/") ? splitAt(before, colon) : [before];
  const first = name.split("/")[0]!;
  const hasHost = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const registry = hasHost ? first : "docker.io";
  return { name, registry: registry === "index.docker.io" ? "docker.io" : registry, tag, digest };
}

const splitAt = (text: string, at: number): [string, string?] =>
  at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];

/** No registry knows an image by its id: it is in the engine or nowhere. */
export const isImageId = (name: string): boolean => /^sha256:[0-9a-f]{64}$/.test(name);

/** With the tag that an engine thinks of where none is written. Ids and digests stay as they are. */
export function withTag(image: string): string {
  const { tag, digest } = parseImageReference(image);
  return isImageId(image) || tag !== undefined || digest !== undefined ? image : `${image}:latest`;
}

/** Where the Engine API has it. The slashes of a name are part of the path. */
export const imagePath = (name: string, rest = ""): string =>
  `/images/${name.split("/").map(encodeURIComponent).join("/")}${rest}`;
