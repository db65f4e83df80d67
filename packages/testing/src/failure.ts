import { isIngotError } from "@ingot/core";

/** "CODE: message" of the `IngotError` that work ends with. Any other error is thrown, and an end without one is an error too. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isIngotError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("it did not fail");
}
