import { spawn } from "node:child_process";
import { once } from "node:events";
import { isAlive, processesWith } from "./processes.js";
import { until } from "./until.js";

test("processes are found by their arguments and their environment, until they have ended", async () => {
  const mark = `ingot-test-${process.pid}`;
  const child = spawn("sleep", ["1000"], { env: { MARK: mark } });
  await until(() => processesWith(mark).length > 0);
  expect(processesWith(mark)).toEqual([child.pid]);
  expect(processesWith(mark, ["cmdline"])).toEqual([]);
  expect(isAlive(child.pid!)).toBe(true);
  child.kill();
  await once(child, "close");
  expect(isAlive(child.pid!)).toBe(false);
});

test("one that nobody has taken note of yet has ended all the same", async () => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 1000"]); // the second sleep takes note of nobody
  const pid = Number(String((await once(parent.stdout, "data"))[0]));
  await until(() => !isAlive(pid));
  parent.kill();
});
