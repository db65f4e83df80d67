/** The same as in package.json; a test compares the two. */
export const version = "0.1.0";

/** The version of Packer whose language is read: `packer.version`, and what `required_version` is checked against. */
export const languageVersion = "1.16.0";
