import type { LineCounter, Node, Scalar, YAMLError, YAMLMap } from "yaml";
import { FunctionError } from "../evaluate/scope.js";
import { elementsOf, entriesOf, textOf } from "../value/content.js";
import { maximumDepth, object, tuple, Value } from "../value/value.js";
import { yamlModule } from "./lazy-module.js";
import { isDeeperThan } from "./yaml-depth.js";
import { resolveScalar } from "./yaml-resolve.js";

/** The value of one YAML document, by the rules of YAML 1.1 that go with HCL; `FunctionError` for anything else. */
export function readYaml(text: string): Value {
  const yaml = yamlModule();
  const lines = new yaml.LineCounter();
  const tokens = [...new yaml.Parser(lines.addNewLine).parse(text)];
  if (isDeeperThan(deepest, tokens)) throw new FunctionError(`it is nested more than ${deepest} levels deep`, 0);
  const options = { schema: "failsafe", version: "1.2", uniqueKeys: false, logLevel: "silent" } as const;
  const documents = [...new yaml.Composer(options).compose(tokens)];
  const [document, ...more] = documents;
  if (!document?.contents) throw new FunctionError("it holds no document", 0);
  if (more.length > 0) throw new FunctionError("it holds more than one document", 0);
  const [error] = document.errors;
  if (error) throw new FunctionError(describeError(error, lines), 0);
  return readNode(document.contents as Node, { yaml, anchors: new Map(), values: new Map(), open: new Set() }, 0);
}

/** The library composes by recursion, and a regular expression that V8 compiles at the end of the stack ends the process. */
const deepest = 200;

function describeError({ message, pos }: YAMLError, lines: LineCounter): string {
  const { line, col } = lines.linePos(pos[0]);
  return `it is not valid YAML: on line ${line}, column ${col}: ${message.split("\n")[0]!}`;
}

interface Reading {
  readonly yaml: ReturnType<typeof yamlModule>;
  /** What has been given a name so far. */
  readonly anchors: Map<string, Node>;
  /** An anchor's value is made once, however often it is referred to. */
  readonly values: Map<Node, Value>;
  readonly open: Set<Node>;
}

function readNode(node: Node | null, reading: Reading, depth: number): Value {
  if (!node) return Value.null();
  if (depth > maximumDepth) throw new FunctionError(`it is nested more than ${maximumDepth} levels deep`, 0);
  if (reading.yaml.isAlias(node)) return readAlias(node.source, reading, depth);
  if ("anchor" in node && node.anchor) reading.anchors.set(node.anchor, node);
  const made = reading.values.get(node);
  if (made) return made;
  reading.open.add(node);
  const value = readContent(node, reading, depth);
  reading.open.delete(node);
  reading.values.set(node, value);
  return value;
}

function readAlias(name: string, reading: Reading, depth: number): Value {
  const target = reading.anchors.get(name);
  if (!target) throw new FunctionError(`the anchor "${name}" is not defined`, 0);
  if (reading.open.has(target)) throw new FunctionError(`the anchor "${name}" is used within itself`, 0);
  return readNode(target, reading, depth);
}

function readContent(node: Node, reading: Reading, depth: number): Value {
  const { yaml } = reading;
  if (yaml.isScalar(node)) return readScalar(node);
  if (yaml.isMap(node)) return readMap(node, reading, depth);
  if (!yaml.isSeq(node)) throw new FunctionError("it holds something that has no value", 0);
  refuseTag(node.tag, "tag:yaml.org,2002:seq");
  return tuple(node.items.map((item) => readNode(item as Node, reading, depth + 1)));
}

function readScalar({ value, source, type, tag }: Scalar): Value {
  const isPlain = type === "PLAIN";
  return resolveScalar(isPlain ? (source ?? "") : String(value ?? ""), isPlain, tag);
}

function refuseTag(tag: string | undefined, expected: string): void {
  if (tag !== undefined && tag !== "!" && tag !== expected)
    throw new FunctionError(`the tag ${tag} is not supported here`, 0);
}

/** `<<` merges the maps it is given, below the map's own keys. */
function readMap(node: YAMLMap, reading: Reading, depth: number): Value {
  refuseTag(node.tag, "tag:yaml.org,2002:map");
  const own = new Map<string, Value>();
  const merged = new Map<string, Value>();
  for (const { key, value } of node.items) {
    const item = readNode(value as Node | null, reading, depth + 1);
    if (isMerge(key, reading)) for (const [name, each] of mergedEntries(item)) merged.set(name, each);
    else own.set(keyText(readNode(key as Node | null, reading, depth + 1)), item);
  }
  return object(new Map([...merged, ...own]));
}

function isMerge(key: unknown, { yaml }: Reading): boolean {
  return yaml.isScalar(key) && key.type === "PLAIN" && key.value === "<<" && key.tag === undefined;
}

/** Of several maps, the first to have a key gives its value. */
function mergedEntries(value: Value): [string, Value][] {
  if (value.type.kind === "object" && !value.isNull) return [...entriesOf(value)];
  if (value.type.kind !== "tuple") throw new FunctionError('"<<" needs a map, or a list of maps', 0);
  return elementsOf(value).toReversed().flatMap(mergedEntries);
}

function keyText(key: Value): string {
  if (key.isNull) throw new FunctionError("a key must not be null", 0);
  if (key.type.kind === "string") return textOf(key);
  if (key.type.kind === "bool" || key.type.kind === "number") return String(key.content);
  throw new FunctionError("only strings can be keys", 0);
}
