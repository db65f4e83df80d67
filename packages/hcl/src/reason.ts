/** Whether something thrown is an error, of whatever realm: `instanceof Error` does not know those of another one. */
export function isError(thrown: unknown): thrown is Error {
  return typeof thrown === "object" && thrown !== null && "message" in thrown && "name" in thrown;
}

/** What an error says; failing that, what it is called. What is thrown and is no error says itself. */
export function reasonOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message || thrown.name : String(thrown);
}
