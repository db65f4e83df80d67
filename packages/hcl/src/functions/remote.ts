import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { reasonOf } from "../reason.js";
import { suggest } from "../suggestion.js";
import { textOf } from "../value/content.js";
import { stringType } from "../value/type.js";
import { string, Value } from "../value/value.js";
import { define, text } from "./define.js";
import type { FunctionHost } from "./function-host.js";
import type { RemoteSystem } from "./remote-values.js";

type Remote = FunctionHost["remote"];

const systemNames: Readonly<Record<RemoteSystem, string>> = {
  vault: "Vault",
  consul: "Consul",
  "aws-secretsmanager": "AWS Secrets Manager",
};

/** The functions that ask systems outside. What they give is sensitive, and unknown until it has come. */
export const remoteFunctions = ({ remote }: FunctionHost): readonly HclFunction[] => [
  define({
    name: "vault",
    description: "The value of a key of a secret in HashiCorp Vault, from either version of the key/value engine.",
    parameters: [text("path"), text("key")],
    returns: stringType,
    call: ([path, key]) => ask(remote, "vault", textOf(path), (content) => fieldOf(content, textOf(path), textOf(key))),
  }),
  define({
    name: "consul_key",
    description: "The value of a key in Consul's key/value store.",
    parameters: [text("key")],
    returns: stringType,
    call: ([key]) => ask(remote, "consul", textOf(key), (content) => filledText(content, textOf(key))),
  }),
  define({
    name: "aws_secretsmanager",
    description:
      "The value of a key of a secret in AWS Secrets Manager that is a JSON object; the key may be left out, or null, where there is one only.",
    parameters: [text("name")],
    variadic: { ...text("key"), allowNull: true },
    returns: stringType,
    call: ([name, ...keys]) =>
      ask(remote, "aws-secretsmanager", textOf(name), (content) => jsonField(content, textOf(name), onlyKey(keys))),
  }),
  define({
    name: "aws_secretsmanager_raw",
    description: "The whole text of a secret in AWS Secrets Manager.",
    parameters: [text("name")],
    returns: stringType,
    call: ([name]) => ask(remote, "aws-secretsmanager", textOf(name), (content) => presentText(content, textOf(name))),
  }),
];

function ask(remote: Remote, system: RemoteSystem, name: string, pick: (content: unknown) => string): Value {
  const answer = answerOf(remote, system, name);
  if (!answer) return Value.unknown(stringType).withMarks(["sensitive"]);
  const picked = pick(answer.content);
  remote?.onValue?.(picked);
  return string(picked).withMarks(["sensitive"]);
}

function answerOf(remote: Remote, system: RemoteSystem, name: string): { readonly content: unknown } | undefined {
  if (!remote)
    throw new FunctionError(`${systemNames[system]} cannot be asked here, because no client for it was given`);
  try {
    return remote.read(system, name);
  } catch (error) {
    throw new FunctionError(reasonOf(error).replace(/\.$/, ""));
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (content: unknown): content is Fields =>
  typeof content === "object" && content !== null && !Array.isArray(content);

function fieldOf(content: unknown, path: string, key: string): string {
  if (!isFields(content)) throw new FunctionError(`Vault has no secret at ${JSON.stringify(path)}`, 0);
  return textOfField(content, key, path, 1);
}

function filledText(content: unknown, key: string): string {
  if (typeof content !== "string") throw new FunctionError(`Consul has no key ${JSON.stringify(key)}`, 0);
  if (content === "") throw new FunctionError(`the key ${JSON.stringify(key)} in Consul is empty`, 0);
  return content;
}

function presentText(content: unknown, name: string): string {
  if (typeof content === "string") return content;
  throw new FunctionError(`AWS Secrets Manager has no text under ${JSON.stringify(name)}`, 0);
}

function onlyKey(keys: readonly Value[]): string | undefined {
  if (keys.length > 1) throw new FunctionError("it takes a name and one key, and no more");
  const [key] = keys;
  return key && !key.isNull ? textOf(key) : undefined;
}

function jsonField(content: unknown, name: string, key: string | undefined): string {
  const fields = parseObject(presentText(content, name), name);
  const names = Object.keys(fields);
  if (key !== undefined) return textOfField(fields, key, name, 1);
  if (names.length === 1) return textOfField(fields, names[0]!, name, 0);
  throw new FunctionError(
    `the secret ${JSON.stringify(name)} has ${names.length} keys, so one must be named; ${listing(names)}`,
  );
}

function parseObject(json: string, name: string): Fields {
  const parsed = parseJson(json);
  if (isFields(parsed)) return parsed;
  const advice = "aws_secretsmanager_raw gives its text as it is";
  throw new FunctionError(`the secret ${JSON.stringify(name)} is not a JSON object; ${advice}`, 0);
}

/** The parser's complaint is left out: it would quote the secret. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A text as it is, all else in JSON: `jsondecode` makes values of it again. */
function textOfField(fields: Fields, key: string, name: string, argument: number): string {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field !== undefined && field !== null) return typeof field === "string" ? field : JSON.stringify(field);
  const near = suggest(key, Object.keys(fields));
  const hint = near ? `perhaps ${JSON.stringify(near)} is meant` : listing(Object.keys(fields));
  throw new FunctionError(`the secret ${JSON.stringify(name)} has no key ${JSON.stringify(key)}; ${hint}`, argument);
}

const mostListed = 12;

function listing(names: readonly string[]): string {
  if (names.length === 0) return "it has none at all";
  const more = names.length - mostListed;
  return `it has ${names.slice(0, mostListed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
