import { parseVersionConstraint, satisfies } from "./version-constraint.js";

test.each([
  ["1.16.0", true],
  ["= 1.16.0", true],
  ["= 1.16", true],
  ["v1.16.0", true],
  [">= 1.7.0", true],
  [">=1.7.0,<2", true],
  [">= 1.7.0, < 1.16", false],
  ["> 1.16.0", false],
  ["> 1.9", true],
  ["<= 1.16", true],
  ["!= 1.16.0", false],
  ["!= 1.15", true],
  ["~> 1", true],
  ["~> 2", true, "2.5.0"],
  ["~> 1.7", true],
  ["~> 1.7", false, "2.0.0"],
  ["~> 1.7.0", false],
  ["~> 1.16.0", true],
  ["~> 1.16.1", false],
  [">= 1.17.0-dev", false],
])("%s: %j for 1.16.0 unless told", (text, expected, version = "1.16.0") => {
  expect(satisfies(version, parseVersionConstraint(text)!)).toBe(expected);
});

test.each(["", "latest", "=> 1.0", "1.x", ">= 1.0 < 2.0", "1.2.3.4", ">= 1.0,", "==1.0"])(
  "%j is no constraint",
  (text) => {
    expect(parseVersionConstraint(text)).toBeUndefined();
  },
);
