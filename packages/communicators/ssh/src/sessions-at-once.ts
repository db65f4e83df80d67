/** The server's name for itself, as ssh2 tells of it: `Remote ident: 'SSH-2.0-dropbear_2022.83'`. */
export const softwareIn = (text: string): string | undefined => /^Remote ident: 'SSH-[^-]+-([^ ']+)/.exec(text)?.[1];

/**
 * Dropbear from 2022.82 to 2024.85 closes a session that has been opened, but not yet asked to run its command, when the command of another
 * session ends just then; and when the command is asked for after that, it breaks off the connection.
 */
export function sessionsAtOnce(software: string | undefined): number {
  const version = Number(/^dropbear_(\d+\.\d+)/.exec(software ?? "")?.[1]);
  return version >= 2022.82 && version <= 2024.85 ? 1 : Number.POSITIVE_INFINITY;
}
