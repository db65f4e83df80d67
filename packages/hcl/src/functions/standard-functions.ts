import type { FunctionTable, HclFunction, LazyFunction } from "../evaluate/scope.js";
import { collectionFunctions } from "./collection.js";
import { encodingFunctions } from "./encoding.js";
import { filesystemFunctions } from "./filesystem.js";
import { flowFunctions } from "./flow.js";
import { formatFunctions } from "./format.js";
import type { FunctionHost } from "./function-host.js";
import { hashFunctions } from "./hash.js";
import { mapFunctions } from "./map.js";
import { networkFunctions } from "./network.js";
import { numericFunctions } from "./numeric.js";
import { rangeFunctions } from "./range.js";
import { regexFunctions } from "./regex.js";
import { remoteFunctions } from "./remote.js";
import { setFunctions } from "./set.js";
import { templateFile } from "./template-file.js";
import { textFunctions } from "./text.js";
import { timeFunctions } from "./time.js";

/** Every function that a template may call, by name; `env` is not among them, see `envFunction`. */
export function standardFunctions(host: FunctionHost): FunctionTable {
  const table = tableOf([
    ...numericFunctions,
    ...rangeFunctions,
    ...textFunctions,
    ...formatFunctions,
    ...regexFunctions,
    ...collectionFunctions,
    ...mapFunctions,
    ...setFunctions,
    ...encodingFunctions,
    ...filesystemFunctions(host),
    ...timeFunctions(host),
    ...hashFunctions(host),
    ...networkFunctions,
    ...flowFunctions,
    ...remoteFunctions(host),
  ]);
  // The functions within such a file are all but `templatefile` itself, so a file cannot include itself for ever.
  return new Map([...table, ["templatefile", templateFile(host, () => table)]]);
}

function tableOf(functions: readonly (HclFunction | LazyFunction)[]): FunctionTable {
  return new Map(functions.map((each) => [each.name, each]));
}
