/** What a section says, by lower-case names. Nested settings are named "s3.addressing_style". */
export type Settings = Readonly<Record<string, string>>;

/**
 * AWS's configuration format: `[section]`, `name = value`, comments after `#` or `;` on lines of their own or after a space, and
 * indented lines that are nested settings of the empty one above them. What is repeated counts as it stands last.
 */
export function parseIni(text: string): ReadonlyMap<string, Settings> {
  const sections = new Map<string, Record<string, string>>();
  let settings: Record<string, string> = {};
  let parent = "";
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    const [, indent = "", name, value = ""] = /^(\s*)([^\s#;=[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined) {
      settings = sections.get(plain(section)) ?? {};
      sections.set(plain(section), settings);
    } else if (name !== undefined) {
      const key = name.toLowerCase();
      if (indent === "") parent = key;
      settings[indent === "" ? key : `${parent}.${key}`] = value.replace(/(?:^|\s)[#;].*$/, "").trimEnd();
    }
  }
  return sections;
}

/** `profile "my builds"` is the profile `my builds`. */
const plain = (section: string): string =>
  section
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^(\S+ )?"(.*)"$/, "$1$2");
