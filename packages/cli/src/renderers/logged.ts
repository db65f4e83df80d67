import { diagnosticJson } from "@ingot/core";
import type { Log } from "../log.js";
import type { Renderer } from "./renderer.js";

/** The same renderer, and all that it is told goes to the log as well. Events and diagnostics come without secrets. */
export function loggedRenderer(renderer: Renderer, log: Log): Renderer {
  return {
    say: (text) => renderer.say(text),
    row: (row) => renderer.row?.(row),
    event: (event) => {
      log.write(event.type, event);
      return renderer.event(event);
    },
    diagnostic: (diagnostic, ...more) => {
      log.write("diagnostic", diagnosticJson(diagnostic));
      return renderer.diagnostic(diagnostic, ...more);
    },
    read: (event) => {
      log.write(event.type, event);
      renderer.read?.(event);
    },
  };
}
