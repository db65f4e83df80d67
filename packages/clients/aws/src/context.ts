import type { Host } from "@ingot/core/plugin";

/** What of a build, a load or a clean-up reaches AWS. The contexts of the engine are of this form. */
export interface AwsContext {
  readonly host: Host;
  /** Read anew for each call: while a clean-up runs it is a fresh one. */
  readonly signal: AbortSignal;
  hide?(secret: string): void;
  say?(message: string): void;
  /** An answer of a person; undefined where nobody is there. */
  ask?(question: string): Promise<string | undefined>;
}
