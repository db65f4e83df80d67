import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { buildEnvironment, environmentIssues, formatEnvironment, userEnvironment } from "./environment.js";

test("env counts more than environment_vars, and a value may hold anything", () => {
  const config = { environment_vars: ["A=1", "B==x=\n", "C="], env: { A: "2" } };
  expect(userEnvironment(config)).toEqual({ A: "2", B: "=x=\n", C: "" });
  expect(environmentIssues(config)).toEqual([]);
});

test("bad entries are named, without what may be a secret", () => {
  const issues = environmentIssues({
    environment_vars: ["nothing", "=hunter2"],
    env: { "": "x", "A=B": "y", N: "\0" },
  });
  expect(issues).toEqual([
    {
      path: ["environment_vars", 0],
      summary: "Invalid environment variable",
      detail: '"nothing" does not name a variable. Write each entry as KEY=value, for example "LANG=C.UTF-8".',
    },
    {
      path: ["environment_vars", 1],
      summary: "Invalid environment variable",
      detail: '"=…" does not name a variable. Write each entry as KEY=value, for example "LANG=C.UTF-8".',
    },
    {
      path: ["env", ""],
      summary: "Invalid environment variable",
      detail: '"" cannot be the name of an environment variable. A name is not empty and holds no "=".',
    },
    {
      path: ["env", "A=B"],
      summary: "Invalid environment variable",
      detail: '"A=B" cannot be the name of an environment variable. A name is not empty and holds no "=".',
    },
    {
      path: ["env", "N"],
      summary: "Invalid environment variable",
      detail: "The entry holds a NUL character, which no environment can. Remove it.",
    },
  ]);
});

test("variables are sorted and quoted as Packer does", () => {
  const environment = { PACKER_BUILD_NAME: "n", B: "it's", A: "x y" };
  expect(formatEnvironment(environment, "%s='%s' ")).toBe(`A='x y' B='it'"'"'s' PACKER_BUILD_NAME='n' `);
  expect(formatEnvironment({ A: "%s" }, "export %s='%s' 100%%\n")).toBe("export A='%s' 100%\n");
});

test("whatever a value holds, a shell gives it back", () => {
  const value = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));
  const nasty = fc
    .array(fc.constantFrom("'", '"', "$X", "`id`", "\n", "\\", " ", "!", "%s", "-n"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(value, nasty), (text) => {
      const script = `${formatEnvironment({ V: text }, "export %s='%s'\n")}printf %s "$V"`;
      expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" })).toBe(text);
    }),
    { numRuns: 100 },
  );
});

test("the HTTP server is named only where there is one", () => {
  const build = { name: "a.b", builderType: "qemu", sourceName: "b" };
  expect(buildEnvironment(build)).toEqual({ PACKER_BUILD_NAME: "b", PACKER_BUILDER_TYPE: "qemu" });
  const exports = { PackerHTTPAddr: "10.0.2.2:8123", PackerHTTPIP: "10.0.2.2", PackerHTTPPort: "8123", ID: "x" };
  expect(buildEnvironment(build, exports)).toEqual({
    PACKER_BUILD_NAME: "b",
    PACKER_BUILDER_TYPE: "qemu",
    PACKER_HTTP_ADDR: "10.0.2.2:8123",
    PACKER_HTTP_IP: "10.0.2.2",
    PACKER_HTTP_PORT: "8123",
  });
  expect(buildEnvironment(build, { PackerHTTPAddr: "" })).not.toHaveProperty("PACKER_HTTP_ADDR");
});
