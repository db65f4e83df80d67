import { type BuildContext, defineProvisioner } from "@ingot/core/plugin";
import * as z from "zod";

const config = z.object({
  note: z.string().default("").describe("What to show while the build waits: it tells breakpoints apart."),
  disable: z.boolean().default(false).describe("Go on at once."),
});

/** Holds the build, so that somebody can look at the machine. */
export const breakpointProvisioner = defineProvisioner({
  type: "breakpoint",
  description: "Waits until somebody presses Enter; without a terminal the build goes on with a warning.",
  config,
  provision: hold,
});

async function hold({ note, disable }: z.infer<typeof config>, _target: unknown, run: BuildContext): Promise<void> {
  const named = note && ` with note "${note}"`;
  if (disable) return run.say(`Breakpoint provisioner${named} disabled; continuing...`);
  run.say(`Pausing at breakpoint provisioner${named}.`);
  const answer = await run.ask("Press enter to continue.");
  if (answer === undefined) run.warn("Nobody can be asked here, so the build goes on past the breakpoint.");
}
