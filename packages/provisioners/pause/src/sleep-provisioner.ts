import { defineProvisioner, duration } from "@ingot/core/plugin";
import * as z from "zod";

/** Lets time go by: something on the machine may need it. */
export const sleepProvisioner = defineProvisioner({
  type: "sleep",
  description: "Waits for some time before the next provisioner.",
  config: z.object({
    duration: duration().optional().describe("How long to wait; without it the build goes on at once."),
  }),
  provision: (config, _target, run) => run.host.sleep(config.duration ?? 0, run.signal),
});
