import type { RunEventBody } from "@ingot/core";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { cancelledRun, failedRun, hostileRun, withHeaders } from "./events.test-fixtures.js";
import { MachineReadableRenderer } from "./machine-readable.js";

const render = async (events: typeof failedRun) => {
  const terminal = recordedTerminal();
  const renderer = new MachineReadableRenderer(terminal, () => new Date(1_700_000_000_999));
  for (const event of events) await renderer.event(event);
  return terminal.written;
};

test("lines for programs, with Packer's escapes", async () => {
  const { out, err } = await render(failedRun);
  expect(err).toBe("");
  expect(out.replaceAll("1700000000,", "@,")).toBe(`@,,ui,say,==> null.b: two\\n==> null.b: lines
@,,ui,say,==> null.b: Warning: careful
@,,ui,message,==> null.b: out%!(PACKER_COMMA) with comma
@,,ui,error,==> null.b: err
@,,ui,say,==> web.file.a (manifest): Running post-processor: manifest
@,,ui,say,Build 'web.file.a' finished after 1 second 728 milliseconds.
@,,ui,error,==> null.b: Error: The clean-up of container x failed: The engine is gone.
@,,ui,error,Build 'null.b' errored after 2 milliseconds: third\\n  attempt 1: first\\n  attempt 2: second\\n  attempt 3: third
@,,ui,error,Build 'null.c' was skipped: null.b failed
@,,ui,say,\\n==> Wait completed after 1 second 730 milliseconds
@,,error-count,1
@,,ui,error,\\n==> Some builds didn't complete successfully and had errors:
@,null.b,error,third\\n  attempt 1: first\\n  attempt 2: second\\n  attempt 3: third
@,,ui,error,--> null.b: third\\n  attempt 1: first\\n  attempt 2: second\\n  attempt 3: third
@,,ui,error,\\n==> Some builds were skipped:
@,,ui,error,--> null.c: null.b failed
@,,ui,say,\\n==> Builds finished. The artifacts of successful builds are:
@,web.file.a,artifact-count,1
@,web.file.a,artifact,0,builder-id,packer.file
@,web.file.a,artifact,0,id,File
@,web.file.a,artifact,0,string,Stored file: a%!(PACKER_COMMA)b.txt
@,web.file.a,artifact,0,files-count,2
@,web.file.a,artifact,0,file,0,a%!(PACKER_COMMA)b.txt
@,web.file.a,artifact,0,file,1,c
@,web.file.a,artifact,0,end
@,,ui,say,--> web.file.a: Stored file: a%!(PACKER_COMMA)b.txt
@,,ui,error,\\n==> These could not be cleaned up%!(PACKER_COMMA) and may still be there:
@,,ui,error,--> null.b: container x
@,,ui,error,Run "ingot clean" to try again.
`);
});

test("a build without an artifact is in no row", async () => {
  const started: RunEventBody = { type: "run-started", builds: ["null.a"], parallelBuilds: 0 };
  const outcome = { status: "succeeded", artifacts: [] } as const;
  const finished: RunEventBody = { type: "build-finished", build: "null.a", ms: 1, outcome };
  const { out } = await render(withHeaders([started, finished, { type: "run-finished", ms: 1, status: "succeeded" }]));
  expect(out.split("\n").map((row) => row.replace(/^\d+/, "@"))).toEqual([
    "@,,ui,say,Build 'null.a' finished after 1 millisecond.",
    "@,,ui,say,\\n==> Wait completed after 1 millisecond",
    "@,,ui,say,\\n==> Builds finished but no artifacts were created.",
    "",
  ]);
});

test("a cancelled run names no artifact and counts no error", async () => {
  const { out } = await render(cancelledRun);
  expect(out).not.toMatch(/artifact|error-count/);
});

test("nothing that is quoted controls a terminal", async () => {
  expect((await render(hostileRun)).out).toBe(`1700000000,,ui,say,==> null.␛[2J: say ␛[31m
1700000000,,ui,message,==> null.␛[2J: red title
1700000000,,ui,error,Build 'null.␛[2J' errored after 1 millisecond: ␛]0;x␇
`);
});
