import type { Surroundings } from "../command.js";
import { localTime } from "./local-time.js";
import { loggedRenderer } from "./logged.js";
import { MachineReadableRenderer } from "./machine-readable.js";
import { NdjsonRenderer } from "./ndjson.js";
import { PlainRenderer } from "./plain.js";
import type { Renderer } from "./renderer.js";

interface RendererOptions {
  readonly json?: boolean | undefined;
  readonly timestamps?: boolean | undefined;
}

export function chooseRenderer(surroundings: Surroundings, options: RendererOptions = {}): Renderer {
  const renderer = rendererOf(surroundings, options);
  return surroundings.log ? loggedRenderer(renderer, surroundings.log) : renderer;
}

function rendererOf(
  { terminal, host, machineReadable }: Surroundings,
  { json, timestamps }: RendererOptions,
): Renderer {
  if (json) return new NdjsonRenderer(terminal, host.now);
  if (machineReadable) return new MachineReadableRenderer(terminal, host.now);
  return new PlainRenderer({ terminal, ...(timestamps && { timestamp: () => localTime(host.now()) }) });
}
