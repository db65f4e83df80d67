/** Lines of a secret shorter than this are left alone: masking every "{" of a log hides nothing and spoils all. */
const shortestLine = 4;

/** Base64 of fewer characters than this is found in any text. */
const shortestBase64 = 4;

/**
 * How a secret may look in what a program prints: as it is, line by line, and as JSON, shells, URLs and base64 write it.
 * One-character forms are not among them.
 */
export function formsOf(secret: string): ReadonlySet<string> {
  const forms = new Set<string>();
  for (const part of [secret, ...tellingLines(secret)])
    for (const form of encodingsOf(part)) if (form.length > 1) forms.add(form);
  return forms;
}

/** Output comes line by line, so a secret of several lines is found by its lines. */
function tellingLines(secret: string): string[] {
  if (!/[\r\n]/.test(secret)) return [];
  const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line.length >= shortestLine && /[\p{L}\p{N}]/u.test(line));
}

function encodingsOf(text: string): string[] {
  return [
    text,
    ...withOtherLineEnds(text),
    ...jsonForms(text),
    ...shellForms(text),
    ...urlForms(text),
    ...base64Forms(text),
  ];
}

const withOtherLineEnds = (text: string): string[] =>
  text.includes("\n") ? [text.replace(/\r?\n/g, "\r\n"), text.replace(/\r\n/g, "\n")] : [];

/** As `JSON.stringify` writes it, as Go's encoder does (which escapes for HTML too), and in ASCII only. */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const html = plain.replace(/[<>&\u2028\u2029]/g, unicodeEscape);
  const ascii = plain.replace(/[\u007f-\uffff]/g, unicodeEscape);
  return [plain, html, ascii, plain.replaceAll("/", "\\/")];
}

const unicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Within single quotes (two customs), within double quotes, with a backslash before each special character, and PowerShell's. */
function shellForms(text: string): string[] {
  return [
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    text.replaceAll("'", "''"),
    text.replace(/[\\"$`]/g, "\\$&"),
    text.replace(/[^\w@%+=:,./\u0080-\uffff-]/g, "\\$&"),
    text.replace(/["$`]/g, "`$&"),
  ];
}

function urlForms(text: string): string[] {
  const component = encodeURIComponent(wellFormed(text));
  const strict = component.replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [component, strict, strict.replaceAll("%20", "+"), encodeURI(wellFormed(text))];
  return [...forms, ...forms.map((form) => form.replace(/%../g, (code) => code.toLowerCase()))];
}

/**
 * Base64 of `before + text + after` differs at the edges with what stands before and after; these are the characters that
 * depend on `text` alone, for each of the three places it may have within a group of three bytes.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  const cores = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  const whole = bytes.toString("base64");
  const standard = [...cores, whole, whole.replace(/=+$/, "")].filter((form) => form.length >= shortestBase64);
  return [...standard, ...standard.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function base64Core(bytes: Buffer, offset: number): string {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((shifted.length * 8) / 6);
  return shifted.toString("base64").slice(first, last);
}

/** Half a surrogate pair cannot be in a URL; what prints one writes U+FFFD. */
const wellFormed = (text: string) => Buffer.from(text, "utf8").toString("utf8");
