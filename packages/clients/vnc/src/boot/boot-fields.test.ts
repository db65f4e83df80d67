import { testHost } from "@ingot/testing";
import * as z from "zod";
import { bootFields, bootSteps, checkBoot, keyIntervalOf } from "./boot-fields.js";

const config = (written: object) => z.object(bootFields([])).parse(written);

test("without arguments nothing is typed, after ten seconds", () => {
  const plain = config({});
  expect(plain).toEqual({ boot_wait: 10_000, boot_command: [], boot_steps: [] });
  expect(bootSteps(plain)).toEqual([]);
});

test("a boot command is one step, its strings joined; boot steps are themselves", () => {
  expect(bootSteps(config({ boot_command: ["a<en", "ter>"] }))).toEqual([{ command: "a<enter>" }]);
  expect(bootSteps(config({ boot_steps: [["a", "first"], ["b"]] }))).toEqual([
    { command: "a", description: "first" },
    { command: "b" },
  ]);
});

test("problems stand at the string in which they begin", () => {
  expect(checkBoot(config({ boot_command: ["a<enter>", "<wait-", "1s>", "a<entr>b"] }))).toEqual([
    expect.objectContaining({
      path: ["boot_command", 1],
      part: { offset: 0, length: 6 },
      severity: "error",
      summary: "Invalid wait",
    }),
    expect.objectContaining({
      path: ["boot_command", 3],
      part: { offset: 1, length: 6 },
      severity: "warning",
      summary: "Unknown key",
    }),
  ]);
  expect(checkBoot(config({ boot_steps: [["a"], ["<wait0s>", "never"]] }))).toEqual([
    expect.objectContaining({ path: ["boot_steps", 1, 0], summary: "Invalid wait" }),
  ]);
  expect(checkBoot(config({ boot_command: ["é"] }))).toHaveLength(1);
  expect(checkBoot(config({ boot_command: ["é"] }), "other")).toEqual([]);
  expect(checkBoot(config({ boot_command: ["a"], boot_steps: [["b"]] }))).toEqual([
    {
      path: ["boot_steps"],
      summary: "Conflicting arguments",
      detail: "The machine is typed to by boot_command or by boot_steps: remove one of them.",
    },
  ]);
});

function interval(env: Readonly<Record<string, string>>, written: object = {}): { value: number; warned: string[] } {
  using host = testHost(env);
  const warned: string[] = [];
  return { value: keyIntervalOf(config(written), { host, warn: (message) => void warned.push(message) }), warned };
}

test("the interval between keys is the template's, or else the environment's, or else a tenth of a second", () => {
  expect(interval({}).value).toBe(100);
  expect(interval({ PACKER_KEY_INTERVAL: "20ms" }).value).toBe(20);
  expect(interval({ PACKER_KEY_INTERVAL: "20ms", INGOT_KEY_INTERVAL: "0" }).value).toBe(0);
  expect(interval({ PACKER_KEY_INTERVAL: "20ms" }, { boot_key_interval: "7ms" }).value).toBe(7);
  expect(interval({ PACKER_KEY_INTERVAL: "5" })).toEqual({
    value: 100,
    warned: ['PACKER_KEY_INTERVAL is "5", which is no duration such as "50ms"; keys are typed every 100ms.'],
  });
});
