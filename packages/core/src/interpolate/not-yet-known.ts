/** What a template's function throws when its result is yet to come. */
export class NotYetKnown extends Error {}
