import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { numberOf, textOf } from "../value/content.js";
import { toDecimal } from "../value/numbers.js";
import { listType, stringType } from "../value/type.js";
import { list, string, type Value } from "../value/value.js";
import { consecutiveSubnets, formatPrefix, hostOf, maskOf, parsePrefix, subnetOf } from "./cidr.js";
import { define, integerOf, numeric, text, textFunction } from "./define.js";
import { formatAddress } from "./ip-address.js";

/** Beyond the safe integers too: an IPv6 range has that many hosts. */
function bigintOf(args: readonly Value[], at: number): bigint {
  const decimal = toDecimal(numberOf(args[at]));
  if (!decimal.isInteger()) throw new FunctionError("a whole number is required", at);
  return BigInt(decimal.toFixed());
}

function netmask(prefix: string): string {
  const parsed = parsePrefix(prefix);
  return formatAddress(maskOf(parsed), parsed.bits);
}

function subnets([prefix, ...newBits]: readonly Value[]): Value {
  const lengths = newBits.map((_, at) => integerOf(newBits, at));
  return list(
    stringType,
    consecutiveSubnets(parsePrefix(textOf(prefix)), lengths).map((each) => string(formatPrefix(each))),
  );
}

export const networkFunctions: readonly HclFunction[] = [
  textFunction("cidrnetmask", ["prefix"], "The netmask of an address range.", netmask),
  define({
    name: "cidrhost",
    description: "The address of a host in a range, by its number; negative numbers count from the end.",
    parameters: [text("prefix"), numeric("hostnum")],
    returns: stringType,
    call: (args) => {
      const prefix = parsePrefix(textOf(args[0]));
      return string(formatAddress(hostOf(prefix, bigintOf(args, 1)), prefix.bits));
    },
  }),
  define({
    name: "cidrsubnet",
    description: "The subnet of a range that is so many bits longer, by its number.",
    parameters: [text("prefix"), numeric("newbits"), numeric("netnum")],
    returns: stringType,
    call: (args) => string(formatPrefix(subnetOf(parsePrefix(textOf(args[0])), integerOf(args, 1), bigintOf(args, 2)))),
  }),
  define({
    name: "cidrsubnets",
    description: "Consecutive subnets of a range, each so many bits longer.",
    parameters: [text("prefix")],
    variadic: numeric("newbits"),
    returns: listType(stringType),
    call: subnets,
  }),
];
