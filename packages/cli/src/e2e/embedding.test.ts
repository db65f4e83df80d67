import type { RunEvent } from "@ingot/core";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

interface Seen {
  readonly listeners: Readonly<Record<string, number>>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly exitCode?: number;
  /** What keeps the process alive. */
  readonly active: readonly string[];
}

interface Results {
  readonly before: Seen;
  readonly after: Seen;
  readonly runs: readonly {
    readonly number: number;
    readonly id: string;
    readonly status: string;
    readonly reason?: string;
    readonly diagnostics: number;
    readonly events: readonly RunEvent[];
  }[];
  readonly places: readonly { readonly files: string[]; readonly left: string[]; readonly content?: string }[];
}

const [throwing, silent, aborted, closed] = [3, 5, 7, 11];

describe("twenty engines in one process", () => {
  let place: Workplace;
  let ended: Ended;
  let results: Results;
  beforeAll(async () => {
    place = workplace();
    const program = `${__dirname}/many-engines.test-fixtures.mjs`;
    ended = await place.run(process.execPath, program, place.path("places"), place.path("results.json"));
    if (place.exists("results.json")) results = JSON.parse(place.read("results.json"));
  }, 60_000);
  afterAll(() => place[Symbol.dispose]());

  const outputs = (number: number) =>
    results.runs[number]!.events.flatMap((event) => (event.type === "output" ? [event.text] : []));
  const whole = () => results.runs.filter(({ number }) => number !== aborted && number !== closed);

  test("print nothing", () => {
    expect(ended).toEqual({ code: 0, signal: null, out: "", err: "" });
  });

  test("leave the process as it was", () => {
    expect(results.after).toEqual(results.before);
    expect(results.after.active.filter((name) => name !== "PipeWrap")).toEqual([]); // its standard streams
  });

  test("succeed, also where the listener throws or never answers; one that is aborted or closed leaves the others", () => {
    expect(results.runs.filter(({ diagnostics }) => diagnostics > 0)).toEqual([]);
    expect(whole().map(({ status }) => status)).toEqual(Array(18).fill("succeeded"));
    expect(results.runs[aborted]).toMatchObject({ status: "cancelled", reason: "enough of this one" });
    expect(results.runs[closed]).toMatchObject({ status: "cancelled", reason: "The run was closed." });
  });

  test("each in its own directory, with its own environment", () => {
    for (const { number } of whole()) {
      const { files, content } = results.places[number]!;
      expect(files.filter((name) => name !== "state")).toEqual(["a.pkr.hcl", "tmp", "x.md5", "x.txt"]);
      expect(content).toBe(`word-${number} secret-${number}-${number}`);
      if (number !== silent) expect(outputs(number)[0]).toBe(place.path(`places/place-${number}`));
    }
  });

  test("each with its own secrets", () => {
    for (const { number } of results.runs.filter(({ number }) => number !== silent)) {
      const other = `secret-${number + 1}-${number + 1}`;
      expect(outputs(number)[1]).toBe(`word word-${number}, mine <sensitive>, other ${other}`);
    }
  });

  test("each with its own run, whose events have no gaps", () => {
    expect(new Set(results.runs.map(({ id }) => id)).size).toBe(20);
    for (const { number, id, events } of results.runs) {
      expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([id]));
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      if (number !== silent) expect(events.at(-1)?.type).toBe("run-finished");
    }
  });

  test("a listener is told all though it throws, and nothing more while it does not answer", () => {
    expect(results.runs[throwing]!.events.length).toBe(results.runs[0]!.events.length);
    expect(results.runs[silent]!.events.length).toBe(1);
  });

  test("nothing is left behind: no temporary file, no journal, nothing of those that were cancelled", () => {
    expect(results.places.flatMap(({ left }) => left)).toEqual([]);
    for (const number of [aborted, closed])
      expect(results.places[number]!.files.filter((name) => name !== "state")).toEqual(["a.pkr.hcl", "tmp"]);
  });
});
