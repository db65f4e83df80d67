import { loaderOf } from "@ingot/testing";
import * as z from "zod";
import { type ComponentLoader, defineDataSource, defineValueStore, type ReadContext } from "../plugin.js";

export interface Echo {
  readonly component: ComponentLoader;
  /** The texts that were read, in order. */
  readonly read: string[];
}

/** The data source "echo": `text` comes back as `data.echo.NAME.text`, and its length. `work` is what each read waits for. */
export function echo(work: (text: string, context: ReadContext) => Promise<unknown> = async () => {}): Echo {
  const read: string[] = [];
  const source = defineDataSource({
    type: "echo",
    description: "Gives back a text.",
    config: z.object({
      text: z.string(),
      token: z.string().optional(),
      tags: z.record(z.string(), z.string()).optional(),
    }),
    output: z.object({ text: z.string(), length: z.number(), tags: z.record(z.string(), z.string()) }),
    read: async ({ text, tags = {} }, context) => {
      read.push(text);
      await work(text, context);
      return { text, length: text.length, tags };
    },
  });
  return { component: loaderOf(source), read };
}

/** Stores of all three kinds, with the given content, and what was asked of them. */
export function stores(content: Readonly<Record<string, unknown>>, asked: string[] = []): ComponentLoader[] {
  return (["vault", "consul", "aws-secretsmanager"] as const).map((type) =>
    loaderOf(
      defineValueStore({
        type,
        read: async (name) => {
          asked.push(`${type} ${name}`);
          return content[name] as never;
        },
      }),
    ),
  );
}
