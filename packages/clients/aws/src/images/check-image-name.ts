import type { ConfigIssue } from "@ingot/core/plugin";

/** What Amazon would refuse of an `ami_name`. */
export function checkImageName(name: string): ConfigIssue[] {
  const invalid = (detail: string): ConfigIssue[] => [{ path: ["ami_name"], summary: "Invalid AMI name", detail }];
  if (name.length < 3 || name.length > 128)
    return invalid(`An AMI's name has 3 to 128 characters, and this one has ${name.length}.`);
  const stray = /[^A-Za-z0-9()[\] ./\-'@_]/u.exec(name)?.[0];
  return stray === undefined ? [] : invalid(strayCharacter(stray));
}

const strayCharacter = (stray: string) =>
  `"${stray}" may not stand in an AMI's name: only letters, digits, spaces and ( ) [ ] . / - ' @ _ may. The template function clean_resource_name replaces what may not.`;
