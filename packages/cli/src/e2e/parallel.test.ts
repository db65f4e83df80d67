import { workplace } from "./ingot.test-fixtures.js";

/** Each build announces itself, then waits for the other: together they end only when they run side by side. */
const meeting = `
source "null" "one" { communicator = "none" }
source "null" "two" { communicator = "none" }
build {
  sources = ["source.null.one", "source.null.two"]
  provisioner "shell-local" {
    only   = ["null.one"]
    inline = ["echo here > to-two", "read answer < to-one"]
  }
  provisioner "shell-local" {
    only   = ["null.two"]
    inline = ["read question < to-two", "echo here > to-one"]
  }
}
`;

test("two sources of one build run side by side", async () => {
  using place = workplace({ "a.pkr.hcl": meeting });
  await place.run("mkfifo", "to-one", "to-two");
  expect(await place.ingot("build", "a.pkr.hcl")).toMatchObject({ code: 0, err: "" });
});

const log = `
source "null" "one" { communicator = "none" }
source "null" "two" { communicator = "none" }
source "null" "three" { communicator = "none" }
build {
  sources = ["source.null.one", "source.null.two", "source.null.three"]
  provisioner "shell-local" {
    inline = ["echo begin \${source.name} >> log", "echo end \${source.name} >> log"]
  }
}
`;

test("-parallel-builds=1 runs them one after the other, in the template's order", async () => {
  using place = workplace({ "a.pkr.hcl": log });
  expect(await place.ingot("build", "-parallel-builds=1", "a.pkr.hcl")).toMatchObject({ code: 0 });
  expect(place.read("log")).toBe("begin one\nend one\nbegin two\nend two\nbegin three\nend three\n");
});

test.each([
  ["-only=null.one", ["one"]],
  ["-only=null.t*", ["two", "three"]],
  ["-only=*.t[wh]?*", ["two", "three"]],
  ["-except=*.t*", ["one"]],
  ["-except=null.one,null.two", ["three"]],
])("%s selects %j", async (flag, names) => {
  using place = workplace({ "a.pkr.hcl": log });
  expect(await place.ingot("build", "-parallel-builds=1", flag, "a.pkr.hcl")).toMatchObject({ code: 0 });
  expect(place.read("log")).toBe(names.map((name) => `begin ${name}\nend ${name}\n`).join(""));
});

const oneFails = `
source "file" "good" {
  content = "good"
  target  = "good.txt"
}
source "file" "bad" {
  content = "bad"
  target  = "bad.txt"
}
build {
  sources = ["source.file.bad", "source.file.good"]
  provisioner "shell-local" {
    only   = ["file.bad"]
    inline = ["exit 7"]
  }
}
`;

test("a failing build leaves the other's artifact, and exit code 1", async () => {
  using place = workplace({ "a.pkr.hcl": oneFails });
  const { code, out, err } = await place.ingot("build", "a.pkr.hcl");
  expect(code).toBe(1);
  expect(place.read("good.txt")).toBe("good");
  expect(place.exists("bad.txt")).toBe(false);
  expect(out).toContain(
    "\n==> Builds finished. The artifacts of successful builds are:\n--> file.good: Stored file: good.txt\n",
  );
  expect(err).toContain(
    "\n==> Some builds didn't complete successfully and had errors:\n" +
      "--> file.bad: Script exited with non-zero exit status: 7. Allowed exit codes are: [0]\n",
  );
});

test("a provisioner's order is the template's, whatever its type", async () => {
  using place = workplace({
    "a.pkr.hcl": `
source "null" "x" { communicator = "none" }
build {
  sources = ["source.null.x"]
  provisioner "shell-local" { inline = ["echo 1 >> log"] }
  provisioner "shell-local" { inline = ["echo 2 >> log"] }
  post-processor "shell-local" { inline = ["echo 4 >> log"] }
  provisioner "shell-local" { inline = ["echo 3 >> log"] }
}
`,
  });
  expect(await place.ingot("build", "a.pkr.hcl")).toMatchObject({ code: 0 });
  expect(place.read("log")).toBe("1\n2\n3\n4\n");
});

test("-skip-enforcement says that nothing is enforced", async () => {
  using place = workplace({
    "a.pkr.hcl": 'source "null" "n" {\n  communicator = "none"\n}\nbuild {\n  sources = ["null.n"]\n}\n',
  });
  const { code, out } = await place.ingot("build", "-skip-enforcement", "a.pkr.hcl");
  expect(code).toBe(0);
  expect(out).toMatch(/^Nothing is enforced on builds here, so -skip-enforcement skips nothing\.\n/);
});
