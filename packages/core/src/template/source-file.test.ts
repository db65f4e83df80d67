import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "@ingot/testing";
import { told } from "./load.test-fixtures.js";
import { largestTemplate, readFiles } from "./source-file.js";

async function read(make: (path: string) => void) {
  using host = testHost();
  make(join(host.directory, "a.pkr.hcl"));
  const { sources, diagnostics } = await readFiles(["a.pkr.hcl"], host);
  return { texts: sources.map(({ name, text }) => [name, text]), problems: diagnostics.map(told) };
}

const ofBytes = (...bytes: (string | number)[]) =>
  read((path) =>
    writeFileSync(path, Buffer.concat(bytes.map((each) => Buffer.from(typeof each === "number" ? [each] : each)))),
  );

const refused = (problem: string) => ({ texts: [], problems: [problem] });

test("a text is read as UTF-8, under the name that the user gave", async () => {
  expect(await ofBytes("é = 1\n")).toEqual({ texts: [["a.pkr.hcl", "é = 1\n"]], problems: [] });
});

test("a byte order mark is no part of the text", async () => {
  expect(await ofBytes("\ufeffa = 1")).toEqual({ texts: [["a.pkr.hcl", "a = 1"]], problems: [] });
});

test("bytes that are not UTF-8 are found by line", async () => {
  expect(await ofBytes('a = 1\nb = "', 0xe9, '"\n')).toEqual(
    refused('error: Not UTF-8: "a.pkr.hcl" is not UTF-8 at line 2. Save it as UTF-8 text.'),
  );
  expect(await ofBytes("a = 1\n\n", 0xff)).toEqual(
    refused('error: Not UTF-8: "a.pkr.hcl" is not UTF-8 at line 3. Save it as UTF-8 text.'),
  );
});

test("a program is no text", async () => {
  expect(await ofBytes("\x7fELF", 0)).toEqual(
    refused(
      'error: Not a text file: "a.pkr.hcl" holds a NUL byte, as programs and archives do. Save it as UTF-8 text.',
    ),
  );
});

test("a folder of a template's name", async () => {
  expect(await read((path) => mkdirSync(path))).toEqual(
    refused('error: File not readable: "a.pkr.hcl" cannot be read: it is a folder. Give the path of a file.'),
  );
});

test("a pipe, which would keep us waiting", async () => {
  expect(await read((path) => execFileSync("mkfifo", [path]))).toEqual(
    refused(
      'error: File not readable: "a.pkr.hcl" cannot be read: the system said: it is neither a file nor a folder.',
    ),
  );
});

test("a link that leads to itself", async () => {
  expect(await read((path) => symlinkSync(path, path))).toEqual(
    refused(
      'error: File not readable: "a.pkr.hcl" cannot be read: its links lead round in a circle. Remove one of the links, or choose another path.',
    ),
  );
});

test("a file that is not there", async () => {
  expect(await read(() => {})).toEqual(
    refused(
      'error: File not readable: "a.pkr.hcl" cannot be read: it does not exist. Check the path; relative paths start at the current directory.',
    ),
  );
});

test("a file of 50 MB is not read at all", async () => {
  const make = (path: string) => {
    writeFileSync(path, "");
    truncateSync(path, 50_000_000);
  };
  expect(await read(make)).toEqual(
    refused(
      'error: Template too large: "a.pkr.hcl" makes the template larger than 16 MiB, which is the most that Ingot reads. Keep large texts in files of their own, and read those with file() or a provisioner.',
    ),
  );
});

test("what counts is the sum of the files", async () => {
  using host = testHost();
  for (const name of ["a", "b", "c"]) writeFileSync(join(host.directory, name), "#".repeat(largestTemplate / 2));
  const { sources, diagnostics } = await readFiles(["a", "b", "c"], host);
  expect(sources.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(diagnostics.map(told)).toEqual([expect.stringContaining('error: Template too large: "c" makes the template')]);
});
