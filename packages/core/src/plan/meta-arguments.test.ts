import { buildWith, goodPlan, lineOf, planOf } from "./plan.test-fixtures.js";

const provisioner = (lines: string) => buildWith(`  provisioner "fake" {\n    message = "m"\n    ${lines}\n  }`);
const postProcessor = (lines: string) => buildWith(`  post-processor "fake" {\n    target = "t"\n    ${lines}\n  }`);
const problems = async (text: string) => (await planOf(text)).problems;

async function planned(lines: string) {
  const { component, decode, preview, range, ...meta } = (await goodPlan(provisioner(lines))).builds[0]!
    .provisioners[0]!;
  return meta;
}

const plain = {
  type: "fake",
  name: undefined,
  pauseBefore: undefined,
  timeout: undefined,
  maxRetries: 0,
  continueOnError: false,
};

test.each([
  ["", plain],
  ['name = "n-${build.name}"', { ...plain, name: "n-" }],
  ['pause_before = "1m30s"', { ...plain, pauseBefore: 90_000 }],
  ['timeout = "500ms"', { ...plain, timeout: 500 }],
  ["max_retries = 3", { ...plain, maxRetries: 3 }],
  ['max_retries = "3"', { ...plain, maxRetries: 3 }],
  ["continue_on_error = true", { ...plain, continueOnError: true }],
  ["timeout = null\n    only = null", plain],
  ['timeout = ""\n    pause_before = ""', plain],
  ['timeout = "0s"\n    pause_before = "0"', plain],
  ['pause_before = "-1h"', plain],
])("%s", async (lines, expected) => {
  expect(await planned(lines)).toEqual(expected);
});

test("are taken out of the component's own config", async () => {
  const plan = await goodPlan(provisioner('name = "n"\n    only = ["fake.one"]\n    timeout = "1s"'));
  expect(plan.builds[0]!.provisioners[0]!.decode()).toEqual({
    config: { message: "m", repeat: 1, lines: [] },
    diagnostics: [],
    secrets: [],
  });
});

test.each([
  [
    'pause_before = "soon"',
    '"soon"',
    'Invalid duration: "soon" is not a duration for pause_before. Write a number and a unit, such as "30s", "5m" or "1h30m".',
  ],
  [
    'timeout = "-1s"',
    '"-1s"',
    'Invalid duration: "-1s" is not a duration for timeout. Write a number and a unit, such as "30s", "5m" or "1h30m".',
  ],
  ["max_retries = 1.5", "1.5", "Invalid number: max_retries must be a whole number, zero or above."],
  ["max_retries = -1", "-1", "Invalid number: max_retries must be a whole number, zero or above."],
  [
    'max_retries = "some"',
    '"some"',
    'Incorrect argument type: The argument "max_retries" has the wrong type: a number is required.',
  ],
])("%s is refused", async (lines, subject, message) => {
  expect(await problems(provisioner(lines))).toEqual([`error ${lineOf(7)} \`${subject}\`: ${message}`]);
});

test("only and except together", async () => {
  expect(await problems(provisioner('only = ["fake.one"]\n    except = ["fake.one"]'))).toEqual([
    `error ${lineOf(8)} \`["fake.one"]\`: Both only and except: A block may say "only" or "except", not both. Keep the one that says what you mean.`,
  ]);
});

test("post-processors have their own, and not those of provisioners", async () => {
  const keep = async (lines: string) =>
    (await goodPlan(postProcessor(lines))).builds[0]!.postProcessors[0]![0]!.keepInput;
  expect([
    await keep(""),
    await keep("keep_input_artifact = true"),
    await keep('keep_input_artifact = "false"'),
  ]).toEqual([undefined, true, false]);
  expect(await problems(postProcessor("max_retries = 1"))).toEqual([
    `error ${lineOf(7)} \`max_retries\`: Unsupported argument: An argument named "max_retries" is not expected here.`,
  ]);
});
