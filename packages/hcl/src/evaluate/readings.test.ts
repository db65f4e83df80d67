import { createReadings, type Readings } from "./readings.js";

/** Reads that end when the test says so, and what was begun. */
function reads() {
  const begun: string[] = [];
  const ends = new Map<string, { resolve(value: string): void; reject(error: unknown): void }>();
  const read = (key: string) => (signal: AbortSignal) => {
    begun.push(key);
    return new Promise<string>((resolve, reject) => {
      ends.set(key, { resolve, reject });
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
  return { begun, read, end: (key: string, value = key.toUpperCase()) => ends.get(key)!.resolve(value), ends };
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

const valueFrom = (
  readings: Readings,
  key: string,
  read: (signal: AbortSignal) => Promise<string>,
): string | undefined => {
  const reading = readings.get(key, read);
  if (!reading) return undefined;
  if (!reading.ok) throw reading.error;
  return reading.value;
};

test("independent reads go side by side, and each is begun once", async () => {
  const { begun, read, end } = reads();
  const readings = createReadings();
  const work = () => ["a", "b", "a"].map((key) => valueFrom(readings, key, read(key)));
  const settled = readings.settle(work);
  await turns();
  expect(begun).toEqual(["a", "b"]);
  end("b");
  end("a");
  expect(await settled).toEqual(["A", "B", "A"]);
  expect(await readings.settle(work)).toEqual(["A", "B", "A"]);
  expect(begun).toEqual(["a", "b"]);
});

test("a read that needs another's value comes after it", async () => {
  const { begun, read, end } = reads();
  const readings = createReadings();
  const settled = readings.settle(() => {
    const first = valueFrom(readings, "a", read("a"));
    return first && valueFrom(readings, `${first}2`, read(`${first}2`));
  });
  await turns();
  expect(begun).toEqual(["a"]);
  end("a");
  await turns();
  expect(begun).toEqual(["a", "A2"]);
  end("A2", "done");
  expect(await settled).toBe("done");
});

test("`next` waits for the first of those that were asked for", async () => {
  const { read, end } = reads();
  const readings = createReadings();
  readings.get("slow", read("slow"));
  readings.get("quick", read("quick"));
  const next = readings.next();
  await turns();
  end("quick");
  await next;
  expect(readings.get("quick", read("quick"))).toEqual({ ok: true, value: "QUICK" });
  expect(readings.get("slow", read("slow"))).toBeUndefined();
});

test("a failure is an answer, and is remembered", async () => {
  const readings = createReadings();
  const begun: string[] = [];
  const failing = async () => {
    begun.push("x");
    throw new Error("no");
  };
  const reading = await readings.settle(() => readings.get("x", failing));
  expect(reading).toEqual({ ok: false, error: new Error("no") });
  await readings.settle(() => readings.get("x", failing));
  expect(begun).toEqual(["x"]);
});

test("no more go side by side than allowed", async () => {
  const { begun, read, end } = reads();
  const readings = createReadings({ concurrency: 2 });
  const settled = readings.settle(() => ["a", "b", "c", "d"].map((key) => valueFrom(readings, key, read(key))));
  await turns();
  expect(begun).toEqual(["a", "b"]);
  end("a");
  await turns();
  expect(begun).toEqual(["a", "b", "c"]);
  for (const key of ["b", "c"]) end(key);
  await turns();
  end("d");
  expect(await settled).toEqual(["A", "B", "C", "D"]);
});

test("an abort ends what runs and what waits, begins nothing more, and is not remembered as a failure", async () => {
  const { begun, read, end } = reads();
  const readings = createReadings({ concurrency: 1 });
  const work = () => ["a", "b"].map((key) => valueFrom(readings, key, read(key)));
  const controller = new AbortController();
  const settled = readings.settle(work, controller.signal);
  await turns();
  controller.abort(new Error("enough"));
  await expect(settled).rejects.toThrow("enough");
  expect(begun).toEqual(["a"]);
  const again = readings.settle(work);
  await turns();
  end("a");
  await turns();
  end("b");
  expect(await again).toEqual(["A", "B"]);
});

test("an abort of all ends `next` when the reads have ended", async () => {
  const { read } = reads();
  const controller = new AbortController();
  const readings = createReadings({ signal: controller.signal });
  readings.get("a", read("a"));
  const next = readings.next();
  await turns();
  controller.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
});

test("work that asks for something new each time ends with an error", async () => {
  const readings = createReadings({ most: 5 });
  let round = 0;
  const settled = readings.settle(() => valueFrom(readings, `k${round++}`, async () => "x"));
  await expect(settled).rejects.toThrow(
    "more than 5 different values are read from outside; an argument that differs at each evaluation, as timestamp() and uuidv4() make it, asks for a new one each time",
  );
});

test("stopped: nothing more is begun, nothing is missing, and what has come stays", async () => {
  const { begun, read, end } = reads();
  const readings = createReadings();
  const settled = readings.settle(() => readings.get("a", read("a")));
  await turns();
  end("a");
  await settled;
  const { missing } = readings;
  readings.stop();
  const work = () => ["a", "b"].map((key) => readings.get(key, read(key)));
  expect(await readings.settle(work)).toEqual([{ ok: true, value: "A" }, undefined]);
  expect([begun, readings.missing]).toEqual([["a"], missing]);
});

test("what is computed of something missing is missing too", () => {
  const readings = createReadings();
  readings.miss();
  expect(readings.missing).toBe(1);
});
