import type { Filter } from "@aws-sdk/client-ec2";

/** Filters as templates have them; a value may be several, with commas between them and quotes around those that have commas. */
export const toSdkFilters = (filters: Readonly<Record<string, string>>): Filter[] =>
  Object.entries(filters).map(([Name, values]) => ({ Name, Values: listOf(values) }));

/** One line of CSV. */
function listOf(text: string): string[] {
  const cells = text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}
