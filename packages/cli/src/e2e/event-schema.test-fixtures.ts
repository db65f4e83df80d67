import * as z from "zod";

/** docs/events.md as schemas that refuse every further field. */
const count = z.int().nonnegative();
const text = z.string();

const header = {
  v: z.literal(1),
  seq: z.int().positive(),
  time: z.iso.datetime({ precision: 3 }),
  runId: z.string().regex(/^[0-9a-f]{32}$/),
};

const error = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  source: z.enum(["user", "engine", "outside"]),
  message: z.string().min(1),
  get attempts() {
    return z.array(error).min(1).optional();
  },
});

const artifact = z.strictObject({ builderId: text, id: text, files: z.array(text), description: text });
const position = z.strictObject({ line: z.int().positive(), column: z.int().positive(), offset: count });
const range = z.strictObject({ file: text, start: position, end: position });

const diagnostic = z.strictObject({
  severity: z.enum(["error", "warning"]),
  summary: z.string().min(1),
  detail: text,
  subject: range.optional(),
  context: range.optional(),
  values: z
    .array(z.strictObject({ name: text, text }))
    .min(1)
    .optional(),
});

const outcome = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("succeeded"), artifacts: z.array(artifact) }),
  z.strictObject({ status: z.literal("failed"), error, artifacts: z.array(artifact) }),
  z.strictObject({ status: z.literal("cancelled"), reason: z.string().min(1), artifacts: z.array(artifact) }),
  z.strictObject({ status: z.literal("skipped"), because: z.string().min(1) }),
]);

const event = <Type extends string, Fields extends z.core.$ZodShape>(type: Type, fields: Fields) =>
  z.strictObject({ ...header, type: z.literal(type), ...fields });

const said = { build: text, component: z.string().min(1).optional(), text };

export const eventSchemas = [
  event("run-started", { builds: z.array(text), parallelBuilds: count }),
  event("diagnostic", { diagnostic }),
  event("build-started", { build: text, builderType: text }),
  event("step-started", { build: text, step: text }),
  event("step-finished", { build: text, step: text, ms: count, ok: z.boolean() }),
  event("message", { ...said, level: z.enum(["info", "warning", "error"]) }),
  event("output", { ...said, stream: z.enum(["stdout", "stderr"]) }),
  event("artifact-saved", { build: text, artifact }),
  event("cleanup-failed", { build: text, error, resource: z.string().min(1).optional() }),
  event("build-finished", { build: text, ms: count, outcome }),
  event("cancelling", { reason: z.string().min(1) }),
  event("run-finished", { ms: count, status: z.enum(["succeeded", "failed", "cancelled"]) }),
] as const;

export const headerNames: readonly string[] = [...Object.keys(header), "type"];
export const eventSchema = z.discriminatedUnion("type", eventSchemas);

/** What is told of reads while a template is loaded: of no run. */
const readHeader = { v: header.v, time: header.time, name: z.string().min(1) };
export const readEventSchemas = [
  z.strictObject({ ...readHeader, type: z.literal("read-started") }),
  z.strictObject({ ...readHeader, type: z.literal("read-waiting") }),
  z.strictObject({ ...readHeader, type: z.literal("read-finished"), ms: count, ok: z.boolean() }),
] as const;

/** A line of `--json` that no run has told: what is wrong with the template. */
export const earlyDiagnosticSchema = z.strictObject({
  v: header.v,
  time: header.time,
  type: z.literal("diagnostic"),
  diagnostic,
});
