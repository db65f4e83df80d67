import { type Host, IngotError } from "@ingot/core/plugin";
import { testHost } from "@ingot/testing";
import { retryUntil } from "./retry-until.js";

const notFound = new IngotError({
  code: "AWS_REQUEST",
  source: "outside",
  message: "No.",
  data: { awsCode: "InvalidInstanceID.NotFound" },
});
const codes = ["InvalidInstanceID.NotFound"];

function clock(signal = new AbortController().signal) {
  using real = testHost();
  const waits: number[] = [];
  const sleep: Host["sleep"] = async (milliseconds, aborted) => {
    aborted?.throwIfAborted();
    waits.push(Math.round(milliseconds));
  };
  return { host: { ...real, sleep, randomBytes: (size: number) => Buffer.alloc(size, 0xff) }, signal, waits };
}

/** Fails so often, and is then "there". */
function failing(times: number, error: unknown = notFound) {
  let left = times;
  return async () => {
    if (left-- > 0) throw error;
    return "there";
  };
}

test("what passes is tried until it has, with waits that grow", async () => {
  const context = clock();
  expect(await retryUntil(failing(7), { codes }, context)).toBe("there");
  expect(context.waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test.each([
  [{ codes, attempts: 3 }, 2],
  [{ codes, for: 3000 }, 3],
  [{ codes: ["Other"] }, 0],
])("%j ends it", async (options, waits) => {
  const context = clock();
  await expect(retryUntil(failing(99), options, context)).rejects.toBe(notFound);
  expect(context.waits).toHaveLength(waits);
});

test("another failure ends it", async () => {
  const error = new Error("Other");
  await expect(retryUntil(failing(1, error), { codes }, clock())).rejects.toBe(error);
});

test("an abort ends it", async () => {
  const context = clock(AbortSignal.abort(new Error("Enough.")));
  await expect(retryUntil(failing(1), { codes }, context)).rejects.toThrow("Enough.");
});
