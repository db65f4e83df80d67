import { until } from "./until.js";

test("looks until it is so", async () => {
  let looks = 0;
  await until(() => ++looks === 3);
  await until(async () => ++looks === 6);
  expect(looks).toBe(6);
});

test("throws what came instead, and only if it is not so even then", async () => {
  await expect(until(() => false, Promise.resolve({ code: 1 }))).rejects.toThrow(
    "It never became so; what ended instead gave { code: 1 }",
  );
  await expect(until(() => false, Promise.reject("lost"))).rejects.toThrow("what ended instead gave 'lost'");
  let isSo = false;
  const last = Promise.resolve().then(() => {
    isSo = true;
  });
  await until(() => isSo, last);
});
