import { suggest } from "./suggestion.js";

const names = ["source", "build", "variable", "variables", "locals", "image", "ssh_username", "ssh_password"];

test.each([
  ["imgae", "image"],
  ["Image", "image"],
  ["sources", "source"],
  ["varable", "variable"],
  ["ssh_usrname", "ssh_username"],
  ["SSH_PASSWORD", "ssh_password"],
  ["bild", "build"],
  ["biuld", "build"],
  ["iamge_", "image"],
  ["x", undefined],
  ["", undefined],
  ["region", undefined],
  ["im", undefined],
])("%s is taken for %s", (given, meant) => {
  expect(suggest(given, names)).toBe(meant);
});

test("the given name itself is no suggestion, and no candidates give none", () => {
  expect(suggest("image", ["image"])).toBeUndefined();
  expect(suggest("image", [])).toBeUndefined();
});

test("of equally near candidates the first wins", () => {
  expect(suggest("cat", ["bat", "rat"])).toBe("bat");
});

test("very long names are not compared", () => {
  const long = "x".repeat(1_000_000);
  expect(suggest(long, [`${long}y`])).toBeUndefined();
  expect(suggest("x".repeat(100), [long, `${"x".repeat(99)}y`])).toBe(`${"x".repeat(99)}y`);
});
