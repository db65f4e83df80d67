/** "512m" → bytes, in units of 1024: b, k, m, g, t, with an optional b or ib after them. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text);
  if (!match) return undefined;
  const power = "bkmgt".indexOf((match[2] || "b").toLowerCase());
  return Math.floor(Number(match[1]) * 1024 ** power);
}

/** `host:container[:options]`, or one path for an anonymous volume. */
export function parseMount(text: string): { readonly bind: string } | { readonly volume: string } | undefined {
  const parts = text.split(":");
  if (parts.length > 3 || parts.some((part) => part === "")) return undefined;
  if (parts.length === 1) return text.startsWith("/") ? { volume: text } : undefined;
  return parts[1]!.startsWith("/") ? { bind: text } : undefined;
}

/** `path[:path-in-container[:permissions]]`; the second part may be the permissions as well. */
export function parseDevice(text: string) {
  const [host = "", second, third] = text.split(":");
  const arePermissions = (part: string | undefined) => part !== undefined && /^[rwm]{1,3}$/.test(part);
  if (!host.startsWith("/") || text.split(":").length > 3 || (third !== undefined && !arePermissions(third))) {
    return undefined;
  }
  const inside = second === undefined || arePermissions(second) ? host : second;
  const permissions = third ?? (arePermissions(second) ? second! : "rwm");
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions };
}

/** `path[:options]` */
export function parseTmpfs(text: string): Record<string, string> {
  const at = text.indexOf(":");
  return at === -1 ? { [text]: "" } : { [text.slice(0, at)]: text.slice(at + 1) };
}

/** `name=soft[:hard]` */
export function parseLimit(text: string) {
  const match = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(text);
  if (!match) return undefined;
  return { Name: match[1]!, Soft: Number(match[2]), Hard: Number(match[3] ?? match[2]) };
}

/** `[[address:]host-port:]container-port[/protocol]`; an IPv6 address stands in brackets. */
export function parsePort(text: string) {
  const match = /^(?:(?:(\[[^\]]*\]|[^:[\]]*):)?(\d*):)?(\d+)(?:\/(tcp|udp|sctp))?$/.exec(text);
  if (!match) return undefined;
  const [, address = "", hostPort = "", port = "", protocol = "tcp"] = match;
  return {
    container: `${Number(port)}/${protocol}`,
    binding: { HostIp: address.replace(/^\[|\]$/g, ""), HostPort: hostPort },
  };
}

/** `name=value` */
export function parsePair(text: string): readonly [string, string] | undefined {
  const at = text.indexOf("=");
  return at < 1 ? undefined : [text.slice(0, at), text.slice(at + 1)];
}

/** "all", a number, or `device=…` with one device; more need the quotes of CSV, which nobody writes in a template. */
export function parseGpus(text: string) {
  const request = { Driver: "", Capabilities: [["gpu"]] };
  const device = /^"?device=([^,"]+)"?$/.exec(text)?.[1];
  if (device !== undefined) return { ...request, DeviceIDs: [device] };
  if (text !== "all" && !/^\d{1,4}$/.test(text)) return undefined;
  return { ...request, Count: text === "all" ? -1 : Number(text) };
}

const mountKeys: Readonly<Record<string, string>> = {
  type: "Type",
  source: "Source",
  src: "Source",
  target: "Target",
  destination: "Target",
  dst: "Target",
  readonly: "ReadOnly",
  ro: "ReadOnly",
};

/** `type=…,source=…,target=…[,readonly]`, a volume where no type is said. The options of single types are not read. */
export function parseMountOptions(text: string) {
  const mount: Record<string, string | boolean> = { Type: "volume" };
  for (const option of text.split(",")) {
    const [name, value] = parsePair(option) ?? [option, undefined];
    const key = Object.hasOwn(mountKeys, name) ? mountKeys[name]! : undefined;
    if (key === undefined || (value === undefined) !== (key === "ReadOnly")) return undefined;
    mount[key] = value ?? true;
  }
  return mount.Target === undefined ? undefined : mount;
}
