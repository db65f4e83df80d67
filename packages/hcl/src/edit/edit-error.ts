/** An edit that cannot be made: the document is as it was before. */
export class EditError extends Error {
  override readonly name = "EditError";
}
