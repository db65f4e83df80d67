import {
  convert,
  type Diagnostic,
  type Evaluated,
  errorAt,
  fromPlain,
  type Reading,
  reasonOf,
  type Scope,
  suggest,
  Value,
} from "@ingot/hcl";
import { checkHostOf } from "../check-host.js";
import { type DecodedConfig, decodeConfig } from "../config/decode-config.js";
import { valueTypeOf } from "../config/value-type.js";
import { IngotError } from "../errors.js";
import { explainFileError } from "../file-error.js";
import type { AnyConfig, AnyDataSource, ReadContext } from "../plugin.js";
import type { DataBlock } from "./data-blocks.js";
import type { Definition } from "./definition.js";
import { markSecrets } from "./mark-secrets.js";
import type { Outside, OutsideContext } from "./outside.js";

/** The blocks as definitions. Loads the components that they use. */
export async function dataDefinitions(
  blocks: Iterable<DataBlock>,
  outside: Outside,
  context: OutsideContext,
): Promise<readonly Definition[]> {
  const { registry } = context;
  return Promise.all(
    [...blocks].map(async (block) =>
      registry.has("data-source", block.type)
        ? dataDefinition(block, await registry.load("data-source", block.type), outside, context)
        : unknownType(block, registry.types("data-source")),
    ),
  );
}

function unknownType({ address, type, block }: DataBlock, known: readonly string[]): Definition {
  const near = suggest(type, known);
  const guess = near ? ` Did you mean "${near}"?` : "";
  const all = known.length > 0 ? `Ingot has these: ${known.join(", ")}.` : "Ingot has no data source at all.";
  const detail = `There is no data source of the type "${type}".${guess} ${all}`;
  const problem = errorAt(block.labels[0]!.range, "Unknown data source type", detail);
  const evaluate = () => ({ value: Value.unknown(), diagnostics: [problem] });
  return { address, range: block.header, node: block.body, evaluate };
}

type Config = DecodedConfig<AnyConfig>;

/** Its config is decoded until nothing of it is missing, and then no more: it is read once. */
function dataDefinition(
  { address, block }: DataBlock,
  source: AnyDataSource,
  outside: Outside,
  { host }: OutsideContext,
): Definition {
  const unread = Value.unknown(valueTypeOf(source.output));
  let decoded: Config | undefined;
  const decode = (scope: Scope): Config => {
    const before = outside.readings.missing;
    const config = decodeConfig(source.config, block, scope, checkHostOf(host), source.check?.bind(source));
    if (outside.readings.missing === before) decoded = config;
    return config;
  };
  const evaluate = (scope: Scope): Evaluated => {
    const { config, whollyKnown, diagnostics, secrets } = decoded ?? decode(scope);
    if (!decoded || config === undefined || !whollyKnown) return { value: unread, diagnostics };
    for (const secret of secrets) outside.hide(secret);
    const reading = outside.read(address, address, (context) => readMarked(source, config, address, context));
    return finished(reading, { value: unread, diagnostics }, { address, block, secrets });
  };
  return { address, range: block.header, node: block.body, evaluate };
}

/** What the data source hides while it reads is as secret in what it gives. */
async function readMarked(
  source: AnyDataSource,
  config: AnyConfig,
  address: string,
  context: ReadContext,
): Promise<Value> {
  const hidden: string[] = [];
  const hide = (secret: string) => {
    hidden.push(secret);
    context.hide(secret);
  };
  return markSecrets(outputValue(source, address, await source.read(config, { ...context, hide })), hidden);
}

/** The output as the schema has it; anything else is a fault of the data source's. */
function outputValue({ output }: AnyDataSource, address: string, given: unknown): Value {
  const parsed = output.safeParse(given);
  if (parsed.success) return convert(fromPlain(parsed.data), valueTypeOf(output));
  const message = `${address} gave something other than it declares. That is a fault of the data source.`;
  throw new IngotError({ code: "DATA_SOURCE_OUTPUT", source: "engine", message, cause: parsed.error });
}

function finished(
  reading: Reading<Value> | undefined,
  unread: Evaluated,
  { address, block, secrets }: Pick<DataBlock, "address" | "block"> & { secrets: readonly string[] },
): Evaluated {
  if (!reading) return unread;
  const { diagnostics } = unread;
  if (reading.ok) return { value: markSecrets(reading.value, secrets), diagnostics };
  return { value: unread.value, diagnostics: [...diagnostics, notRead(address, block, reading.error)] };
}

function notRead(address: string, { header }: DataBlock["block"], error: unknown): Diagnostic {
  const reason = reasonOf(explainFileError(error)).replace(/[.\s]*$/, ".");
  return errorAt(header, "Data source not read", `${address} could not be read: ${reason}`);
}
