import type { Filter } from "@aws-sdk/client-ec2";
import { blocks } from "@ingot/core/plugin";
import * as z from "zod";

/** How a template describes things of Amazon that it does not name. */
export const filterFields = {
  filters: z
    .record(z.string(), z.string())
    .default({})
    .describe("Amazon's filters by name; a value is one text or several, separated by commas."),
  filter: blocks(
    z.object({
      name: z.string().describe("The filter's name."),
      value: z.string().describe("Its value, or several, separated by commas."),
    }),
  ).describe("The same as blocks."),
};

/** What `filterFields` make of a block. */
export interface FilterConfig {
  readonly filters: Readonly<Record<string, string>>;
  readonly filter: readonly { readonly name: string; readonly value: string }[];
}

export const hasFilters = (config: FilterConfig): boolean => Object.keys(allFilters(config)).length > 0;

/** Filters of both forms by name; of two with one name the block counts. */
export const allFilters = ({ filters, filter }: FilterConfig): Readonly<Record<string, string>> => ({
  ...filters,
  ...Object.fromEntries(filter.map(({ name, value }) => [name, value])),
});

/** As Amazon's calls take them. */
export const toFilters = (config: FilterConfig): Filter[] => toSdkFilters(allFilters(config));

/** Filters by name; a value may be several, with commas between them and quotes around those that have commas. */
export const toSdkFilters = (filters: Readonly<Record<string, string>>): Filter[] =>
  Object.entries(filters).map(([Name, values]) => ({ Name, Values: listOf(values) }));

/** One line of CSV. */
function listOf(text: string): string[] {
  const cells = text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}
