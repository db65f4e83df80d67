import type * as api from "./api.js";
import { EditError } from "./edit-error.js";

/** A path's steps: the argument's name, then what leads into its value. */
export function stepsOf(path: api.Path): readonly [string, ...(string | number)[]] {
  const steps = typeof path === "string" ? ([path] as const) : path;
  if (!Array.isArray(steps))
    throw new EditError(`A path is a name or a list of steps, and a ${typeof path} was given.`);
  const wrong = steps.find((step) => typeof step !== "string" && !isPosition(step));
  if (typeof steps[0] !== "string" || wrong !== undefined)
    throw new EditError("A path is an argument's name, then keys and positions.");
  return steps as unknown as readonly [string, ...(string | number)[]];
}

const isPosition = (step: unknown) => typeof step === "number" && Number.isInteger(step) && step >= 0;
