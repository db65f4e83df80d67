import { envFunction, type FunctionTable, type RemoteValues, standardFunctions } from "@ingot/hcl";
import type { Host } from "../host.js";
import { functionHostOf } from "./function-host.js";

/** Packer lets a variable's default read the environment and do nothing else, and lets nothing else read it. */
export interface TemplateFunctions {
  readonly everywhere: FunctionTable;
  readonly inDefaults: FunctionTable;
  /** In validation rules paths start from the working directory. */
  readonly inRules: FunctionTable;
}

/** `root` is the template's folder as the user gave it. */
export function templateFunctions(host: Host, root: string, remote?: RemoteValues): TemplateFunctions {
  const world = functionHostOf(host, root, remote);
  return {
    everywhere: standardFunctions(world),
    inDefaults: new Map([["env", envFunction(host.env)]]),
    inRules: standardFunctions({ ...world, baseDirectory: world.cwd }),
  };
}
