import { IngotError } from "@ingot/core/plugin";

/** A name with slashes as the end of a URL's path. Throws for one that would lead elsewhere. */
export function pathOf(name: string): string {
  const parts = name.replace(/^\/+/, "").split("/");
  if (!parts.some((part) => part === "." || part === "..")) return parts.map(encodeURIComponent).join("/");
  const message = `${JSON.stringify(name)} is no path: "." and ".." cannot be parts of it.`;
  throw new IngotError({ code: "PATH_INVALID", source: "user", message });
}
