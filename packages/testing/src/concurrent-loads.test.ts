import { setTimeout } from "node:timers/promises";

/** The module is loaded for the first time when the other test has ended, and no further one begins. */
describe("tests at the same time", () => {
  test.concurrent("one that ends at once", async () => {
    expect(await Promise.resolve(1)).toBe(1);
  });

  test.concurrent("one that loads a module after that", async () => {
    await setTimeout(200);
    await expect(import("./concurrent-loads.test-fixtures.js")).resolves.toMatchObject({ loaded: true });
  });
});
