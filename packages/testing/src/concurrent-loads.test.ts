import { setImmediate } from "node:timers/promises";

/** The module is loaded for the first time when the other test has ended, and no further one begins. */
describe("tests at the same time", () => {
  test.concurrent("one that ends at once", async () => {
    expect(await Promise.resolve(1)).toBe(1);
  });

  test.concurrent("one that loads a module after that", async () => {
    for (let turns = 0; turns < 20; turns++) await setImmediate(); // jest takes note of the end in one of the first
    await expect(import("./concurrent-loads.test-fixtures.js")).resolves.toMatchObject({ loaded: true });
  });
});
