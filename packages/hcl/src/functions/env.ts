import type { HclFunction } from "../evaluate/scope.js";
import { textFunction } from "./define.js";

/** `env("NAME")`, for the defaults of variables only. A variable that is not set is the empty string, as in Packer. */
export function envFunction(env: Readonly<Record<string, string | undefined>>): HclFunction {
  return textFunction("env", ["key"], "The value of an environment variable; empty when it is not set.", (key) =>
    Object.hasOwn(env, key) ? (env[key] ?? "") : "",
  );
}
