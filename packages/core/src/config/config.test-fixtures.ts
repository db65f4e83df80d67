import { type ast, type Diagnostic, parse, type Scope, Source, type Value } from "@ingot/hcl";
import * as z from "zod";
import type { CheckHost } from "../plugin.js";
import { block, blocks, duration, lateTemplate, literalText } from "./fields.js";

/** One of everything that a component's schema may say. */
export const kitchenSink = z.object({
  image: z.string().min(1),
  mode: z.enum(["commit", "discard", "export"]).default("commit"),
  count: z.int().min(1).max(10).default(1),
  ratio: z.number().optional(),
  privileged: z.boolean().default(false),
  size: z.literal(["small", "large"]).optional(),
  changes: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  login: z.object({ user: z.string(), tries: z.number().optional() }).optional(),
  entrypoint: z.union([z.string(), z.array(z.string())]).optional(),
  timeout: duration().default(0),
  address: z.url().optional(),
  digest: z
    .string()
    .regex(/^sha256:/, 'Write a digest: "sha256:…".')
    .optional(),
  command: lateTemplate(z.string()).default("{{ .Vars }}"),
  inline: literalText(z.array(z.string())).optional(),
  limits: block(z.object({ cpu: z.number().min(1), memory: z.string().optional() })).optional(),
  disk: blocks(
    z.object({
      size: z.number().positive(),
      mount: z.string().startsWith("/").optional(),
      tag: blocks(z.object({ key: z.string().max(4) })),
    }),
  ),
});

export type KitchenSink = z.output<typeof kitchenSink>;

export const noFiles: CheckHost = { cwd: "/work", env: {}, kindOf: () => undefined };

export function blockIn(text: string, name = "box.pkr.hcl"): ast.Block {
  const { file, diagnostics } = parse(new Source(name, text));
  const found = file.body.items.find((item) => item.kind === "block");
  if (!found || diagnostics.length > 0) throw new Error(told(diagnostics).join("\n"));
  return found;
}

export function scopeOf(values: Readonly<Record<string, Value>> = {}): Scope {
  return { lookup: (name) => values[name], names: () => Object.keys(values), functions: new Map() };
}

/** Each diagnostic on a line: where (line:column-column), summary, detail. */
export function told(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ severity, summary, detail, subject }) => {
    const start = subject?.source.position(subject.start);
    const end = subject?.source.position(subject.end);
    const place =
      start && end ? `${start.line}:${start.column}-${end.line === start.line ? end.column : "…"}` : "nowhere";
    return `${severity === "warning" ? "warning " : ""}${place} ${summary}. ${detail}`;
  });
}
