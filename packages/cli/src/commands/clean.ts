import { type CleanedRun, createEngine } from "@ingot/core";
import { reasonOf } from "@ingot/hcl";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs } from "../flags.js";
import { shownText } from "../renderers/shown-text.js";

const cleanFlags = {
  run: { kind: "string", placeholder: "id", help: "Only what this run left behind." },
  "dry-run": { kind: "boolean", help: "Show what would be destroyed; destroy nothing." },
} as const satisfies FlagSpecs;

export const cleanCommand = defineCommand({
  name: "clean",
  synopsis: "[options]",
  description:
    "Reads the journals of runs that died before they could clean up, and destroys the containers,\nfiles, mounts and processes they left. Runs that are alive are not touched.",
  example: "ingot clean -dry-run",
  flags: cleanFlags,
  positional: { minimum: 0, maximum: 0 },
  run: async (flags, _positional, surroundings) => {
    const { host, components, signal } = surroundings;
    const report = await createEngine({ host, components }).clean({
      signal,
      dryRun: flags["dry-run"] ?? false,
      ...(flags.run !== undefined && { runId: flags.run }),
    });
    const told = new Set<string>();
    for (const run of report.runs) await showRun(run, flags["dry-run"] ?? false, told, surroundings);
    if (report.runs.every(({ state }) => state === "live"))
      await surroundings.terminal.out("There is nothing to clean.\n");
    return report.runs.some(({ failures }) => failures.length > 0) ? exitCode.failure : exitCode.success;
  },
});

async function showRun(
  { runId, state, destroyed, failures }: CleanedRun,
  dryRun: boolean,
  told: Set<string>,
  { terminal }: Surroundings,
) {
  if (state === "live") return terminal.out(`Run ${runId} is alive and was left alone.\n`);
  if (destroyed.length + failures.length === 0) return terminal.out(`Run ${runId} left nothing behind.\n`);
  const verb = dryRun ? "would destroy" : "destroyed";
  await terminal.out(`Run ${runId}:\n${destroyed.map((resource) => `  ${verb} ${shownText(resource)}\n`).join("")}`);
  for (const [reason, resources] of byReason(failures)) {
    const why = told.has(reason) ? ", for the same reason as above." : `: ${reason}`;
    await terminal.err(shownText(failureText(resources, why)));
    told.add(reason);
  }
}

/** What could not be destroyed, by the reason: without credentials it is the same for all. */
function byReason(failures: CleanedRun["failures"]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { resource, error } of failures) {
    const reason = reasonOf(error);
    found.set(reason, [...(found.get(reason) ?? []), resource]);
  }
  return found;
}

function failureText(resources: readonly string[], why: string): string {
  if (resources.length === 1) return `  Error: ${resources[0]} could not be destroyed${why}\n`;
  return `  Error: None of these could be destroyed${why}\n${resources.map((each) => `    ${each}\n`).join("")}`;
}
