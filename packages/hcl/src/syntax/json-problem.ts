/** Thrown where nothing after it in a JSON text can be trusted; it has been reported. Not an `Error`: it needs no stack. */
export class JsonProblem {}
