import { bin, type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

const template = `variable "text" {
  default = "x"
}
source "file" "a" {
  content = "${"${var.text}"} in ${"${path.root}"}"
  target  = "a.txt"
}
build {
  sources = ["source.file.a"]
}
`;

let place: Workplace;
beforeEach(() => {
  place = workplace({ "hcl.txt": template, "wrong.txt": "source {\n", "empty.txt": "" });
});
afterEach(() => place[Symbol.dispose]());

const from = (file: string, ...args: string[]): Promise<Ended> =>
  place.run("sh", "-c", 'exec "$0" "$@" < "$FILE"'.replace("$FILE", file), process.execPath, bin, ...args);

test("build, validate, inspect and fmt read it where the path is a hyphen", async () => {
  expect(await from("hcl.txt", "validate", "-")).toMatchObject({ code: 0, out: "The configuration is valid.\n" });
  expect((await from("hcl.txt", "inspect", "-")).out).toContain('var.text: "x"');
  expect((await from("hcl.txt", "fmt", "-")).out).toBe(template);
  expect((await from("hcl.txt", "build", "-var", "text=y", "-")).code).toBe(0);
  expect(place.read("a.txt")).toBe("y in .");
});

test("it may be in HCL's JSON syntax", async () => {
  const source = { null: { a: { communicator: "none" } } };
  place.write({ "json.txt": JSON.stringify({ source, build: { sources: ["source.null.a"] } }) });
  expect(await from("json.txt", "validate", "-")).toMatchObject({ code: 0, err: "" });
});

test("what is wrong in it has its place in it", async () => {
  const { code, err } = await from("wrong.txt", "validate", "-");
  expect(code).toBe(1);
  expect(err).toContain("on <stdin> line 1");
});

test("an empty one is no template of anything", async () => {
  place.write({ "empty.pkr.hcl": "" });
  const file = await place.ingot("validate", "empty.pkr.hcl");
  expect(file.code).toBe(1);
  const { code, err } = await from("empty.txt", "validate", "-");
  expect({ code, words: err.split(/\s+/) }).toEqual({
    code: 1,
    words: file.err.replace("empty.pkr.hcl", "<stdin>").split(/\s+/),
  });
});
