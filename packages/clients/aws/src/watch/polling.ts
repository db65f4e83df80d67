import type { Host } from "@ingot/core/plugin";
import type { AwsAccessConfig } from "../access/fields.js";

/** What the user says of looks at states, in milliseconds. */
export interface Polling {
  readonly delay?: number;
  /** For all of a wait. */
  readonly timeout?: number;
}

/** Seconds between two looks, where somebody limits how many there are and does not say how far apart. */
const usualDelay = 15;

/** The block counts more than the environment. */
export function pollingOf({ aws_polling: polling }: Pick<AwsAccessConfig, "aws_polling">, env: Host["env"]): Polling {
  const delay = polling?.delay_seconds || secondsOf(env.AWS_POLL_DELAY_SECONDS);
  const attempts = polling?.max_attempts || secondsOf(env.AWS_MAX_ATTEMPTS);
  const timeout = attempts ? attempts * (delay || usualDelay) : secondsOf(env.AWS_TIMEOUT_SECONDS);
  return { ...(delay && { delay: delay * 1000 }), ...(timeout && { timeout: timeout * 1000 }) };
}

const secondsOf = (text: string | undefined): number => (/^\d+$/.test(text ?? "") ? Number(text) : 0);
