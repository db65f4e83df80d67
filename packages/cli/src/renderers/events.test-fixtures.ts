import type { RunEvent, RunEventBody } from "@ingot/core";

const artifact = { builderId: "packer.file", id: "File", files: ["a,b.txt", "c"], description: "Stored file: a,b.txt" };

/** A run of three builds: one succeeds, one fails after three attempts, one waits for the failed one. */
const bodies: readonly RunEventBody[] = [
  { type: "run-started", builds: ["web.file.a", "null.b", "null.c"], parallelBuilds: 0 },
  { type: "build-started", build: "web.file.a", builderType: "file" },
  { type: "message", build: "null.b", level: "info", text: "two\nlines\n" },
  { type: "message", build: "null.b", level: "warning", text: "careful" },
  { type: "output", build: "null.b", stream: "stdout", text: "out, with comma" },
  { type: "output", build: "null.b", stream: "stderr", text: "err" },
  {
    type: "message",
    build: "web.file.a",
    component: "manifest",
    level: "info",
    text: "Running post-processor: manifest",
  },
  { type: "artifact-saved", build: "web.file.a", artifact },
  { type: "build-finished", build: "web.file.a", ms: 1728, outcome: { status: "succeeded", artifacts: [artifact] } },
  {
    type: "cleanup-failed",
    build: "null.b",
    resource: "container x",
    error: { code: "DOCKER", source: "outside", message: "The engine is gone." },
  },
  {
    type: "build-finished",
    build: "null.b",
    ms: 2,
    outcome: {
      status: "failed",
      artifacts: [],
      error: {
        code: "X",
        source: "user",
        message: "third",
        attempts: ["first", "second", "third"].map((message) => ({ code: "X", source: "user", message })),
      },
    },
  },
  { type: "build-finished", build: "null.c", ms: 0, outcome: { status: "skipped", because: "null.b failed" } },
  { type: "run-finished", ms: 1730, status: "failed" },
];

/** One build makes an artifact and then fails; another succeeds. */
export const halfFailedRun: readonly RunEvent[] = withHeaders([
  { type: "run-started", builds: ["file.a", "file.b"], parallelBuilds: 0 },
  {
    type: "build-finished",
    build: "file.a",
    ms: 2,
    outcome: { status: "failed", artifacts: [artifact], error: { code: "X", source: "user", message: "no" } },
  },
  { type: "build-finished", build: "file.b", ms: 3, outcome: { status: "succeeded", artifacts: [artifact] } },
  { type: "run-finished", ms: 5, status: "failed" },
]);

/** Cancelled when one build was done, and another had saved its machine. */
export const lateCancelledRun: readonly RunEvent[] = withHeaders([
  { type: "run-started", builds: ["file.a", "file.b"], parallelBuilds: 0 },
  { type: "build-finished", build: "file.a", ms: 2, outcome: { status: "succeeded", artifacts: [artifact] } },
  {
    type: "build-finished",
    build: "file.b",
    ms: 3,
    outcome: { status: "cancelled", reason: "interrupt", artifacts: [artifact] },
  },
  { type: "run-finished", ms: 5, status: "cancelled" },
]);

export const failedRun: readonly RunEvent[] = withHeaders(bodies);

export const cancelledRun: readonly RunEvent[] = withHeaders([
  { type: "run-started", builds: ["null.a", "null.b"], parallelBuilds: 1 },
  { type: "build-started", build: "null.a", builderType: "null" },
  { type: "cancelling", reason: "interrupt" },
  {
    type: "build-finished",
    build: "null.a",
    ms: 5,
    outcome: { status: "cancelled", reason: "interrupt", artifacts: [] },
  },
  {
    type: "build-finished",
    build: "null.b",
    ms: 0,
    outcome: { status: "cancelled", reason: "interrupt", artifacts: [] },
  },
  { type: "run-finished", ms: 6, status: "cancelled" },
]);

/** Names, messages and a machine that try to control the terminal. */
export const hostileRun: readonly RunEvent[] = withHeaders([
  { type: "message", build: "null.\u001b[2J", level: "info", text: "say \u001b[31m" },
  {
    type: "output",
    build: "null.\u001b[2J",
    stream: "stdout",
    text: "\u001b[31mred\u001b[0m \u001b]0;x\u0007title\u001b[K",
  },
  {
    type: "build-finished",
    build: "null.\u001b[2J",
    ms: 1,
    outcome: { status: "failed", artifacts: [], error: { code: "X", source: "user", message: "\u001b]0;x\u0007" } },
  },
]);

export function withHeaders(all: readonly RunEventBody[]): RunEvent[] {
  return all.map((body, index) => ({ v: 1, seq: index + 1, time: "2026-01-02T03:04:05.678Z", runId: "r", ...body }));
}
