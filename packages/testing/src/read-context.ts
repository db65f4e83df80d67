import type { ReadContext } from "@ingot/core/plugin";
import { type TestHost, testHost } from "./test-host.js";

export interface TestReadContext extends ReadContext, Disposable {
  readonly host: TestHost;
  /** What was hidden, in order. */
  readonly hidden: readonly string[];
}

/** What a data source or a value store gets for one read, on the real host in a directory of its own. */
export function testReadContext(
  env: Readonly<Record<string, string | undefined>> = {},
  signal: AbortSignal = new AbortController().signal,
): TestReadContext {
  const host = testHost(env);
  const hidden: string[] = [];
  return { host, hidden, signal, hide: (secret) => void hidden.push(secret), [Symbol.dispose]: host[Symbol.dispose] };
}
