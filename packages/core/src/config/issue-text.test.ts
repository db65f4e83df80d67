import * as z from "zod";
import { issueText } from "./issue-text.js";

const messages = (schema: z.ZodType, data: unknown) => {
  const { error } = z.object({ a: schema }).safeParse({ a: data }, { error: issueText, reportInput: true });
  return error?.issues.map(({ message }) => message);
};

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'The argument "a" is required, but it is not set.'],
  [z.string(), 5, '"a" must be a string, not a number.'],
  [z.number(), "5", '"a" must be a number, not a string.'],
  [z.int(), 2.5, '"a" must be a whole number, not 2.5.'],
  [z.boolean(), null, '"a" must be true or false, not null.'],
  [z.array(z.string()), {}, '"a" must be a list, not an object.'],
  [z.record(z.string(), z.string()), ["x"], '"a" must be a map, not a list.'],
  [z.record(z.string(), z.number()), { "my key": "x" }, '"a["my key"]" must be a number, not a string.'],
  [z.array(z.object({ b: z.string() })), [{}], 'The argument "a[0].b" is required, but it is not set.'],
  [z.literal("x"), "y", '"a" must be "x", not "y".'],
  [z.enum(["up", "down"]), "dwon", '"a" must be one of "up" and "down", not "dwon". Did you mean "down"?'],
  [z.literal([1, true]), {}, '"a" must be one of 1 and true, not an object.'],
  [z.number().gt(3), 3, '"a" must be more than 3, but it is 3.'],
  [z.number().lt(3), 3, '"a" must be less than 3, but it is 3.'],
  [z.number().multipleOf(5), 7, '"a" must be a multiple of 5.'],
  [z.string().min(1), "", '"a" must not be empty.'],
  [z.string().min(2), "", '"a" must have at least 2 characters.'],
  [z.string().max(1), "xx", '"a" must have at most 1 character.'],
  [z.array(z.string()).min(1), [], '"a" must have at least 1 element.'],
  [z.string().regex(/^\d+$/), "x", '"a" must have the form /^\\d+$/.'],
  [z.string().startsWith("x"), "y", '"a" must begin with "x".'],
  [z.string().endsWith("x"), "y", '"a" must end with "x".'],
  [z.string().includes("x"), "y", '"a" must contain "x".'],
  [z.url(), "y", '"a" is not a valid URL.'],
  [z.ipv4(), "y", '"a" is not a valid IPv4 address.'],
  [z.strictObject({}), { x: 1, y: 2 }, '"a" takes no "x" and "y" here.'],
  [
    z.union([z.string(), z.array(z.string())]),
    5,
    '"a" has a value of none of the kinds that are allowed here. It takes a string or a list.',
  ],
  [z.union([z.literal("x"), z.number()]), true, '"a" has a value of none of the kinds that are allowed here.'],
  [
    z.record(z.string().regex(/^[A-Z]+$/), z.string()),
    { low: "x" },
    '"a.low" is not allowed here. The name must have the form /^[A-Z]+$/.',
  ],
  [z.string().refine(() => false), "x", '"a" has a value that is not allowed here.'],
  [z.string().refine(() => false, "In the author's words."), "x", "In the author's words."],
  [z.string().min(3, "Longer."), "x", "Longer."],
])("%# is said in plain words", (schema, data, expected) => {
  expect(messages(schema, data)).toEqual([expected]);
});

test("a complaint about the whole is about the block", () => {
  const { error } = z
    .object({})
    .refine(() => false)
    .safeParse({}, { error: issueText });
  expect(error?.issues.map(({ message }) => message)).toEqual(["The block has a value that is not allowed here."]);
});
