/** An element of Amazon's answers: its text, or its children by name. They have no attributes that mean anything, and no mixed content. */
export type Xml = string | XmlElement;
export interface XmlElement {
  readonly [name: string]: readonly Xml[];
}

const token = /<([/?!]?)([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g;
const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

interface Open {
  readonly name: string;
  readonly children: Record<string, Xml[]>;
  text: string;
}

/** The document's one element, as a child of what is returned. */
export function parseXml(text: string): XmlElement {
  const open: Open[] = [{ name: "", children: {}, text: "" }];
  for (const [, mark, name = "", empty, characters] of text.matchAll(token)) {
    if (characters !== undefined) open.at(-1)!.text += characters;
    else if (mark === "") open.push({ name, children: {}, text: "" });
    if (mark === "/" || empty === "/") close(open);
  }
  if (open.length !== 1) throw new Error(`this is no XML: ${text}`);
  return open[0]!.children;
}

function close(open: Open[]): void {
  const { name, children, text } = open.pop()!;
  const value = Object.keys(children).length > 0 ? children : unescapeXml(text.trim());
  const siblings = open.at(-1)!.children;
  siblings[name] = [...(siblings[name] ?? []), value];
}

const unescapeXml = (text: string) =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return entities[name] ?? all;
    return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
  });

export const escapeXml = (text: string): string =>
  text.replace(/[<>&"]/g, (character) => `&#${character.codePointAt(0)};`);

/** All elements at a path below one, such as "reservationSet/item/instancesSet/item". */
export function elementsAt(from: Xml | undefined, path: string): readonly Xml[] {
  const names = path.split("/");
  return names.reduce<readonly Xml[]>(
    (all, name) => all.flatMap((each) => (typeof each === "string" ? [] : (each[name] ?? []))),
    from === undefined ? [] : [from],
  );
}

/** The text of the first element at a path. */
export function textAt(from: Xml | undefined, path: string): string | undefined {
  const [found] = elementsAt(from, path);
  return typeof found === "string" ? found : undefined;
}
