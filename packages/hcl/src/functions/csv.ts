import { FunctionError } from "../evaluate/scope.js";

/** The records of a CSV text (RFC 4180): fields may be quoted, blank lines are passed over. */
export function readCsv(text: string): string[][] {
  const records: string[][] = [];
  const reader: Reader = { text: text.replaceAll("\r\n", "\n"), at: 0, line: 1 };
  while (reader.at < reader.text.length) {
    const record = readRecord(reader);
    if (record) records.push(record);
  }
  return records;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

/** undefined for a blank line. */
function readRecord(reader: Reader): string[] | undefined {
  if (reader.text[reader.at] === "\n") {
    reader.at++;
    reader.line++;
    return undefined;
  }
  const fields: string[] = [];
  for (;;) {
    fields.push(reader.text[reader.at] === '"' ? readQuoted(reader) : readBare(reader));
    const next = reader.text[reader.at++];
    if (next === ",") continue;
    reader.line++;
    return fields;
  }
}

const bare = /[^,\n]*/y;

function readBare(reader: Reader): string {
  const pattern = new RegExp(bare);
  pattern.lastIndex = reader.at;
  const [field] = pattern.exec(reader.text)!;
  if (field.includes('"'))
    throw new FunctionError(`on line ${reader.line} a quote stands within a field that does not begin with one`, 0);
  reader.at += field.length;
  return field;
}

function readQuoted(reader: Reader): string {
  const { text, line } = reader;
  const pieces: string[] = [];
  let from = reader.at + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new FunctionError(`the quote that is opened on line ${line} is not closed`, 0);
    pieces.push(text.slice(from, quote));
    if (text[quote + 1] === '"') {
      from = quote + 2;
      continue;
    }
    reader.at = quote + 1;
    const field = pieces.join('"');
    reader.line += field.split("\n").length - 1;
    if (![",", "\n", undefined].includes(text[reader.at]))
      throw new FunctionError(`on line ${reader.line} something follows a closing quote`, 0);
    return field;
  }
}
