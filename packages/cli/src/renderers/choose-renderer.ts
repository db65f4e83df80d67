import type { Surroundings } from "../command.js";
import { MachineReadableRenderer } from "./machine-readable.js";
import { NdjsonRenderer } from "./ndjson.js";
import { PlainRenderer } from "./plain.js";
import type { Renderer } from "./renderer.js";

export function chooseRenderer(
  { terminal, host, machineReadable }: Surroundings,
  { json, timestamps }: { readonly json?: boolean | undefined; readonly timestamps?: boolean | undefined } = {},
): Renderer {
  if (json) return new NdjsonRenderer(terminal, host.now);
  if (machineReadable) return new MachineReadableRenderer(terminal, host.now);
  return new PlainRenderer({ terminal, ...(timestamps && { timestamp: () => host.now().toISOString() }) });
}
