import type { ConfigIssue } from "@ingot/core/plugin";
import { parseChecksum } from "./checksum.js";
import type { IsoConfig } from "./iso-fields.js";
import { originOf } from "./origin.js";

type Addresses = Pick<IsoConfig, "iso_url" | "iso_urls">;

/** The addresses, whichever argument gives them. */
export const addressesOf = ({ iso_url, iso_urls = [] }: Addresses): readonly string[] =>
  iso_url ? [iso_url] : iso_urls;

/** What is wrong with where the image comes from, as far as it can be known without asking anybody. */
export function checkIso(config: IsoConfig): ConfigIssue[] {
  if (config.iso_url && config.iso_urls?.length) return [bothAddresses];
  if (addressesOf(config).length === 0) return [noAddress];
  return [...checkAddresses(config), ...checkChecksum(config)];
}

const noAddress: ConfigIssue = {
  path: [],
  summary: "No image to start from",
  detail: "Set iso_url, or iso_urls for several addresses of the same image.",
};

const bothAddresses: ConfigIssue = {
  path: ["iso_urls"],
  summary: "Conflicting arguments",
  detail: "Both iso_url and iso_urls say where the image is. Put all addresses into iso_urls.",
};

function checkAddresses(config: IsoConfig): ConfigIssue[] {
  return addressesOf(config).flatMap((address, index) => {
    const path = config.iso_url ? ["iso_url"] : ["iso_urls", index];
    const origin = originOf(address);
    if (typeof origin === "string") return [{ path, summary: "Unsupported address", detail: origin }];
    return origin.checksum === undefined ? [] : checksumIssues(path, origin.checksum);
  });
}

function checkChecksum(config: IsoConfig): ConfigIssue[] {
  if (config.iso_checksum)
    return [...checksumIssues(["iso_checksum"], config.iso_checksum), ...uncheckedIssues(config)];
  return isCheckedByAddress(config) ? [] : [noChecksum];
}

/** Whether every address brings its checksum along. */
const isCheckedByAddress = (config: IsoConfig): boolean =>
  addressesOf(config).every((address) => {
    const origin = originOf(address);
    return typeof origin === "string" || origin.checksum !== undefined;
  });

function checksumIssues(path: ConfigIssue["path"], text: string): ConfigIssue[] {
  const wanted = parseChecksum(text);
  return typeof wanted === "string" ? [{ path, summary: "Invalid checksum", detail: wanted }] : [];
}

const noChecksum: ConfigIssue = {
  path: [],
  summary: "Missing checksum",
  detail: 'Set iso_checksum, so that a damaged or exchanged image is noticed. "none" leaves the image unchecked.',
};

function uncheckedIssues(config: IsoConfig): ConfigIssue[] {
  const wanted = parseChecksum(config.iso_checksum!);
  return typeof wanted !== "string" && wanted.kind === "none" && !isCheckedByAddress(config) ? [unchecked] : [];
}

const unchecked: ConfigIssue = {
  path: ["iso_checksum"],
  severity: "warning",
  summary: "Image is not checked",
  detail: 'With "none", a damaged or exchanged image is not noticed. Set iso_checksum to the image\'s checksum.',
};
