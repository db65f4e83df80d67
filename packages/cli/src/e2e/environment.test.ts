import { bin, workplace } from "./ingot.test-fixtures.js";

const template = `variable "secret" {
  default   = "hush-hush"
  sensitive = true
}
source "null" "x" {
  communicator = "none"
}
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    inline = ["echo said \${var.secret}", "exit 0"]
  }
}
`;

async function build(env: Readonly<Record<string, string>>, words: readonly string[] = ["build", "a.pkr.hcl"]) {
  const place = workplace({ "a.pkr.hcl": template });
  const ended = await place.start(process.execPath, [bin, ...words], env).ended;
  return { place, ...ended };
}

const logged = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

test.each([{ PACKER_LOG: "1" }, { INGOT_LOG: "yes" }, { INGOT_LOG: "1", PACKER_LOG: "0" }])(
  "%j: debug lines on the error output, without secrets",
  async (env) => {
    const { place, code, err } = await build(env);
    using _place = place;
    const lines = logged(err);
    const kinds = lines.map(({ log }) => log);
    expect([code, kinds[0], kinds[1], kinds.at(-1)]).toEqual([0, "started", "command", "ended"]);
    expect(kinds).toEqual(expect.arrayContaining(["run-started", "process-started", "process-ended", "run-finished"]));
    expect(lines[1]).toMatchObject({ command: "build", arguments: ["a.pkr.hcl"] });
    expect(err).toContain("said <sensitive>");
    expect(err).not.toContain("hush-hush");
  },
);

test.each([{ PACKER_LOG: "0" }, { PACKER_LOG: "" }, { INGOT_LOG: "0", PACKER_LOG: "1" }])("%j: no log", async (env) => {
  const { place, err } = await build(env);
  using _place = place;
  expect(err).toBe("");
});

test("values of variables are not logged, though they stand on the command line", async () => {
  const { place, err } = await build({ INGOT_LOG: "1" }, ["build", "-var", "secret=from-the-line", "a.pkr.hcl"]);
  using _place = place;
  expect(err).toContain("said <sensitive>");
  expect(err).not.toContain("from-the-line");
});

test("the log's file is emptied first, and is nobody else's to read", async () => {
  const { place, err } = await build({ PACKER_LOG: "1", PACKER_LOG_PATH: "debug.log" });
  using _place = place;
  expect(err).toBe("");
  const first = logged(place.read("debug.log"));
  await place.start(process.execPath, [bin, "version"], { INGOT_LOG: "1", INGOT_LOG_PATH: "debug.log" }).ended;
  expect(logged(place.read("debug.log")).map(({ log }) => log)).toEqual(["started", "command", "ended"]);
  expect(first.length).toBeGreaterThan(5);
  expect((await place.run("stat", "-c", "%a", "debug.log")).out).toBe("600\n");
});

test("a log that cannot be written is an error", async () => {
  const { place, code, err } = await build({ INGOT_LOG: "1", INGOT_LOG_PATH: "absent/debug.log" });
  using _place = place;
  expect(code).toBe(1);
  expect(err).toMatch(/^Error: The log cannot be written: ENOENT/);
});

test.each(["PACKER_TMP_DIR", "INGOT_TMP_DIR"])("%s is where temporary directories are made", async (name) => {
  const place = workplace({ "a.pkr.hcl": template });
  using _place = place;
  const ended = await place.start(process.execPath, [bin, "build", "a.pkr.hcl"], { [name]: "absent" }).ended;
  expect(ended.code).toBe(1);
  expect(ended.err).toContain("absent");
});
