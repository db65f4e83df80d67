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
