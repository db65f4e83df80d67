import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";
import { cancelledRun, failedRun, halfFailedRun, hostileRun, lateCancelledRun } from "./events.test-fixtures.js";
import { PlainRenderer } from "./plain.js";

test("a run with a success, a failure and a skip", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal });
  for (const event of failedRun) await renderer.event(event);
  expect(terminal.written.out).toBe(`==> null.b: two
==> null.b: lines
==> null.b: Warning: careful
==> null.b: out, with comma
==> null.b: err
==> web.file.a (manifest): Running post-processor: manifest
Build 'web.file.a' finished after 1 second 728 milliseconds.

==> Wait completed after 1 second 730 milliseconds

==> Builds finished. The artifacts of successful builds are:
--> web.file.a: Stored file: a,b.txt
`);
  expect(terminal.written.err).toBe(`==> null.b: Error: The clean-up of container x failed: The engine is gone.
Build 'null.b' errored after 2 milliseconds: third
  attempt 1: first
  attempt 2: second
  attempt 3: third
Build 'null.c' was skipped: null.b failed

==> Some builds didn't complete successfully and had errors:
--> null.b: third
  attempt 1: first
  attempt 2: second
  attempt 3: third

==> Some builds were skipped:
--> null.c: null.b failed

==> These could not be cleaned up, and may still be there:
--> null.b: container x
Run "ingot clean" to try again.
`);
});

test("what a failed build has left is not among the artifacts of successful ones", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal });
  for (const event of halfFailedRun) await renderer.event(event);
  expect(terminal.written.out).toBe(`Build 'file.b' finished after 3 milliseconds.

==> Wait completed after 5 milliseconds

==> Builds finished. The artifacts of successful builds are:
--> file.b: Stored file: a,b.txt

==> Builds that failed have left these artifacts:
--> file.a: Stored file: a,b.txt
`);
});

test("a cancelled run has no summary of artifacts", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal });
  for (const event of cancelledRun) await renderer.event(event);
  expect(terminal.written.out).toBe("\n==> Wait completed after 6 milliseconds\n");
  expect(terminal.written.err).toBe(`Cancelling build after receiving interrupt
Build 'null.a' was cancelled after 5 milliseconds.
Build 'null.b' was cancelled before it began.

Cleanly cancelled builds after being interrupted.
`);
});

test("what was finished before a run was cancelled is told", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal });
  for (const event of lateCancelledRun) await renderer.event(event);
  expect(terminal.written.out).toContain(`
==> These artifacts were finished before, and stay:
--> file.a: Stored file: a,b.txt
--> file.b: Stored file: a,b.txt
`);
});

test("each build has its colour, errors are red", async () => {
  const terminal = recordedTerminal({ colour: true });
  const renderer = new PlainRenderer({ terminal });
  for (const event of failedRun) await renderer.event(event);
  const [first, second, third] = terminal.written.out.split("\n");
  expect([first, second, third]).toEqual([
    "\u001b[1;32mweb.file.a: output will be in this color.\u001b[0m",
    "\u001b[1;36mnull.b: output will be in this color.\u001b[0m",
    "\u001b[1;35mnull.c: output will be in this color.\u001b[0m",
  ]);
  expect(terminal.written.out).toContain("\u001b[1;31m==> null.b: err\u001b[0m\n");
  expect(terminal.written.err).toContain("\u001b[1;31mBuild 'null.c' was skipped: null.b failed\u001b[0m\n");
});

test("-timestamp-ui stamps messages, not lines, and leaves the summary alone", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal, timestamp: () => "NOW" });
  for (const event of failedRun) await renderer.event(event);
  expect(terminal.written.out.split("\n").slice(0, 3)).toEqual([
    "NOW: ==> null.b: two",
    "==> null.b: lines",
    "NOW: ==> null.b: Warning: careful",
  ]);
  expect(terminal.written.out).toContain("\n==> Wait completed");
});

test("nothing that is quoted controls the terminal; a machine keeps its colours where there are colours", async () => {
  const shown = async (colour: boolean) => {
    const terminal = recordedTerminal({ colour });
    const renderer = new PlainRenderer({ terminal });
    for (const event of hostileRun) await renderer.event(event);
    return terminal.written;
  };
  expect((await shown(false)).out).toBe("==> null.␛[2J: say ␛[31m\n==> null.␛[2J: red title\n");
  expect((await shown(true)).out).toBe(
    "\u001b[1m==> null.␛[2J: say ␛[31m\u001b[0m\n\u001b[1m==> null.␛[2J: \u001b[31mred\u001b[0m title\u001b[0m\n",
  );
  expect((await shown(false)).err).toBe("Build 'null.␛[2J' errored after 1 millisecond: ␛]0;x␇\n");
});

test("who waits for what a template reads is told what it is", async () => {
  const terminal = recordedTerminal();
  const renderer = new PlainRenderer({ terminal });
  const at = { v: 1, time: "2026-03-04T15:06:07.089Z", name: "data.http.release" } as const;
  renderer.read({ ...at, type: "read-started" });
  renderer.read({ ...at, type: "read-waiting" });
  renderer.read({ ...at, type: "read-finished", ms: 2_000, ok: true });
  expect(terminal.written).toEqual({ out: "", err: "Waiting for data.http.release ...\n" });
});
