import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { textOf } from "../value/content.js";
import { stringType } from "../value/type.js";
import { string, type Value } from "../value/value.js";
import { define, integerOf, numeric, text, textFunction } from "./define.js";
import type { FunctionHost } from "./function-host.js";
import { bcryptModule, cryptoModule } from "./lazy-module.js";
import { rsaDecrypt } from "./rsa.js";
import { uuidFromName, uuidFromRandom } from "./uuid.js";

const hash = (name: string): HclFunction =>
  textFunction(name, ["str"], `The ${name.toUpperCase()} hash of a string, in hexadecimal.`, (str) =>
    cryptoModule().createHash(name).update(str).digest("hex"),
  );

const defaultCost = 10;

/** More bytes than this bcrypt would silently ignore. */
const longestPassword = 72;

function bcrypt(host: FunctionHost, args: readonly Value[]): string {
  if (args.length > 2) throw new FunctionError("it takes at most one cost", 2);
  const cost = args[1] ? integerOf(args, 1) : defaultCost;
  if (cost < 4 || cost > 31) throw new FunctionError("the cost must be between 4 and 31", 1);
  if (Buffer.byteLength(textOf(args[0])) > longestPassword)
    throw new FunctionError(`it must not be longer than ${longestPassword} bytes`, 0);
  const library = bcryptModule();
  const salt = library.encodeBase64([...host.randomBytes(16)], 16);
  return library.hashSync(textOf(args[0]), `$2a$${String(cost).padStart(2, "0")}$${salt}`);
}

export const hashFunctions = (host: FunctionHost): readonly HclFunction[] => [
  ...["md5", "sha1", "sha256", "sha512"].map(hash),
  textFunction(
    "rsadecrypt",
    ["ciphertext", "privatekey"],
    "The text of a base64 RSA ciphertext (PKCS #1 v1.5), by a private key in PEM.",
    rsaDecrypt,
  ),
  textFunction("uuidv4", [], "A new random UUID.", () => uuidFromRandom(host.randomBytes(16))),
  textFunction(
    "uuidv5",
    ["namespace", "name"],
    "The UUID of a name in a namespace: dns, url, oid, x500 or a UUID.",
    uuidFromName,
  ),
  define({
    name: "bcrypt",
    description: "The bcrypt hash of a string, with an optional cost.",
    parameters: [text("str")],
    variadic: numeric("cost"),
    returns: stringType,
    call: (args) => string(bcrypt(host, args)),
  }),
];
