import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { textOf } from "../value/content.js";
import { toJsonText } from "../value/json-text.js";
import { dynamicType, listType, objectType, stringType } from "../value/type.js";
import { list, object, string, type Value } from "../value/value.js";
import { decodeBase64 } from "./base64.js";
import { readCsv } from "./csv.js";
import { define, text, textFunction } from "./define.js";
import { gzip } from "./gzip.js";
import { readJson } from "./json-reader.js";
import { decodeText, encodeText } from "./text-encoding.js";
import { decodeUtf8 } from "./utf8.js";
import { readYaml } from "./yaml-reader.js";
import { toYamlText } from "./yaml-text.js";

function csvDecode([whole]: readonly Value[]): Value {
  const [header, ...records] = readCsv(textOf(whole));
  if (!header) throw new FunctionError("it has no header line", 0);
  const repeated = header.find((name, at) => header.indexOf(name) !== at);
  if (repeated !== undefined) throw new FunctionError(`two columns have the name "${repeated}"`, 0);
  const type = objectType(new Map(header.map((name) => [name.normalize("NFC"), stringType])));
  return list(
    type,
    records.map((record, at) => rowOf(header, record, at + 1)),
  );
}

function rowOf(header: readonly string[], record: readonly string[], row: number): Value {
  if (record.length !== header.length)
    throw new FunctionError(
      `the number of fields in row ${row} is ${record.length}, and in the header ${header.length}`,
      0,
    );
  return object(new Map(header.map((name, at) => [name.normalize("NFC"), string(record[at]!)])));
}

/** As in a form: a space is "+", and only letters, digits, "-", "_", "." and "~" stand as they are. */
function urlEncode(str: string): string {
  const escapeUnit = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(str)
    .replace(/[!'()*]/g, escapeUnit)
    .replaceAll("%20", "+");
}

const decoder = (name: string, parameter: string, description: string, read: (text: string) => Value): HclFunction =>
  define({
    name,
    description,
    parameters: [text(parameter)],
    returns: dynamicType,
    call: ([str]) => read(textOf(str)),
  });

const encoder = (name: string, parameter: string, description: string, write: (value: Value) => string): HclFunction =>
  define({
    name,
    description,
    parameters: [{ name: parameter, type: dynamicType, allowNull: true }],
    returns: stringType,
    call: ([value]) => string(write(value!)),
  });

export const encodingFunctions: readonly HclFunction[] = [
  textFunction("base64decode", ["str"], "The UTF-8 text that a base64 string holds.", (str) =>
    decodeUtf8(decodeBase64(str, 0), 0, "what it holds"),
  ),
  textFunction("base64encode", ["str"], "The UTF-8 bytes of a string, in base64.", (str) =>
    Buffer.from(str).toString("base64"),
  ),
  textFunction("base64gzip", ["str"], "The UTF-8 bytes of a string, compressed with gzip, in base64.", (str) =>
    gzip(Buffer.from(str)).toString("base64"),
  ),
  textFunction(
    "textdecodebase64",
    ["source", "encoding"],
    "The text that a base64 string holds in a named encoding.",
    (source, encoding) => decodeText(decodeBase64(source, 0), encoding),
  ),
  textFunction("textencodebase64", ["string", "encoding"], "A text in a named encoding, in base64.", (str, encoding) =>
    encodeText(str, encoding).toString("base64"),
  ),
  textFunction("urlencode", ["str"], "The string as it may stand in the query of a URL.", urlEncode),
  decoder("jsondecode", "str", "The value of a JSON text.", readJson),
  encoder("jsonencode", "val", "The value as JSON text.", toJsonText),
  decoder("yamldecode", "src", "The value of a YAML document.", readYaml),
  encoder("yamlencode", "value", "The value as YAML text.", toYamlText),
  define({
    name: "csvdecode",
    description: "The rows of a CSV text as objects, with the names of its first line.",
    parameters: [text("str")],
    returns: listType(dynamicType),
    call: csvDecode,
  }),
];
