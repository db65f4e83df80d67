/** Amazon puts it at the end of some refusals; it is long, and says nothing to people. */
export const encodedPart = /Encoded authorization failure message:\s*(\S+)/;

/** The message without its encoded part. */
export const withoutEncoded = (message: string): string => message.replace(encodedPart, "").trim();
