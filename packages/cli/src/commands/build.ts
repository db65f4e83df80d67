import type { IoHost, Run, RunOptions } from "@ingot/core";
import { defineCommand, type Surroundings } from "../command.js";
import { exitCode } from "../exit-code.js";
import type { FlagSpecs, FlagValues } from "../flags.js";
import { chooseRenderer } from "../renderers/choose-renderer.js";
import type { Renderer } from "../renderers/renderer.js";
import { planTemplate } from "./plan-template.js";
import { idleFlags, templateFlags } from "./template-flags.js";

const buildFlags = {
  color: { kind: "boolean", placeholder: "false", help: "Colour the output; default: on a terminal." },
  debug: { kind: "boolean", help: "Pause between steps; one build at a time." },
  force: { kind: "boolean", help: "Replace artifacts that exist." },
  "machine-readable": { kind: "boolean", help: "Comma-separated lines for programs, as Packer prints them." },
  json: { kind: "boolean", help: "One JSON event a line (docs/events.md)." },
  "on-error": {
    kind: "string",
    choices: ["cleanup", "abort", "ask", "run-cleanup-provisioner"],
    help: "What to do when a build fails; default: cleanup.",
  },
  "parallel-builds": {
    kind: "number",
    placeholder: "1",
    help: "Builds to run side by side; 0, the default: no limit.",
  },
  "timestamp-ui": { kind: "boolean", help: "Put the time before each message." },
  "warn-on-undeclared-var": { kind: "boolean", help: "Warn of names in variable files that are not declared." },
  ...templateFlags,
  ...idleFlags,
  "skip-enforcement": idleFlags["ignore-prerelease-plugins"],
} as const satisfies FlagSpecs;

type BuildFlags = FlagValues<typeof buildFlags>;

export const buildCommand = defineCommand({
  name: "build",
  synopsis: "[options] TEMPLATE",
  description:
    "Runs the builds of a template, a .pkr.hcl, .pkr.json or old JSON file or a folder,\nside by side, and prints the artifacts they made. Ctrl-C cancels and cleans up.",
  example: "ingot build -var 'release=bookworm' -only='*.web' web.pkr.hcl",
  flags: buildFlags,
  positional: { minimum: 1, maximum: 1, kind: "template" },
  run: async (flags, [path], surroundings) => {
    const renderer = chooseRenderer(surroundings, { json: flags.json, timestamps: flags["timestamp-ui"] });
    const warnOnUndeclared = flags["warn-on-undeclared-var"] ?? false;
    const planned = await planTemplate(path!, flags, { warnOnUndeclared }, surroundings, renderer);
    if (!planned.plan) return exitCode.failure;
    if (flags.debug) await surroundings.terminal.out("Debug mode enabled. Builds will not be parallelized.\n");
    if (flags["skip-enforcement"])
      await renderer.say("Nothing is enforced on builds here, so -skip-enforcement skips nothing.");
    const run = planned.engine.run(planned.plan, runOptions(flags, surroundings, renderer));
    return finish(run, planned.ok);
  },
});

function runOptions(flags: BuildFlags, { signal, terminal }: Surroundings, renderer: Renderer): RunOptions {
  const ask: IoHost["ask"] = terminal.ask && (({ text, ...options }) => terminal.ask!(text, options));
  return {
    signal,
    parallelBuilds: flags.debug ? 1 : Math.max(0, flags["parallel-builds"] ?? 0),
    onError: (flags["on-error"] as NonNullable<RunOptions["onError"]> | undefined) ?? "cleanup",
    force: flags.force ?? false,
    debug: flags.debug ?? false,
    io: { notify: (event) => renderer.event(event), ...(ask && { ask }) },
  };
}

/** A template of which only some builds were fit to run is a failure even when those succeed; so is what a build could not clean up. */
async function finish(run: Run, wholePlan: boolean): Promise<number> {
  const { status, builds } = await run.result;
  const isClean = builds.every(({ cleanupErrors = [] }) => cleanupErrors.length === 0);
  return status === "succeeded" && wholePlan && isClean ? exitCode.success : exitCode.failure;
}
