/** The script in words that mean the same in every login shell (csh, fish …), for a shell that can read it. */
export const posixCommand = (script: string): string =>
  `/bin/sh -c 'eval "$(printf %b "$1")"' sh '${Buffer.from(script)
    .toString("latin1")
    .replace(/[^ -~]|['\\!]/g, octal)}'`;

const octal = (byte: string): string => `\\0${byte.charCodeAt(0).toString(8).padStart(3, "0")}`;
