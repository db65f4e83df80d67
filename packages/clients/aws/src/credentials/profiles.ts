import { readFile } from "node:fs/promises";
import { fileReasonOf, type Host, IngotError } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "../access/fields.js";
import { parseIni, type Settings } from "./ini.js";

/** AWS's shared configuration files, as one. */
export interface Profiles {
  /** Where they were looked for, as written. */
  readonly files: readonly string[];
  /** The profile that counts where none is named. */
  readonly current: string;
  /** Whether somebody named it. */
  readonly isNamed: boolean;
  readonly profiles: ReadonlyMap<string, Settings>;
  readonly ssoSessions: ReadonlyMap<string, Settings>;
}

type Named = Pick<AwsAccessConfig, "profile" | "shared_credentials_file">;

/** Reads both files; one that is absent is empty. What the credentials' file says of a profile counts more. Throws AWS_PROFILE. */
export async function readProfiles({ profile, shared_credentials_file }: Named, host: Host): Promise<Profiles> {
  const { env } = host;
  const files = [
    env.AWS_CONFIG_FILE || "~/.aws/config",
    shared_credentials_file || env.AWS_SHARED_CREDENTIALS_FILE || "~/.aws/credentials",
  ];
  const [config, credentials] = await Promise.all(files.map((file) => readSections(file, host)));
  const named = profile || env.AWS_PROFILE;
  const profiles = new Map<string, Settings>();
  for (const [name, settings] of config!) if (isProfile(name)) profiles.set(name.replace(/^profile\s+/, ""), settings);
  for (const [name, settings] of credentials!) profiles.set(name, { ...profiles.get(name), ...settings });
  return { files, current: named || "default", isNamed: !!named, profiles, ssoSessions: sessionsOf(config!) };
}

const isProfile = (section: string): boolean => section === "default" || /^profile\s/.test(section);

function sessionsOf(sections: ReadonlyMap<string, Settings>): ReadonlyMap<string, Settings> {
  const found = [...sections].flatMap(([name, settings]) => {
    const [, session] = /^sso-session\s+(.*)$/.exec(name) ?? [];
    return session === undefined ? [] : [[session, settings] as const];
  });
  return new Map(found);
}

async function readSections(file: string, host: Host): Promise<ReadonlyMap<string, Settings>> {
  try {
    return parseIni(await readFile(host.resolve(file), "utf8"));
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(String((cause as NodeJS.ErrnoException).code))) return new Map();
    const message = `AWS's file ${file} cannot be read: ${fileReasonOf(cause)}`;
    throw new IngotError({ code: "AWS_PROFILE", source: "user", message, cause });
  }
}
