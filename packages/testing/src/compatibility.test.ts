import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(__dirname, "../../..");
const page = readFileSync(join(root, "docs/compatibility.md"), "utf8");

/** Every test file's text, by its name without the ending. */
const tests = new Map<string, string>();
const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ":(glob)packages/**/*.test.ts"], {
  cwd: root,
  encoding: "utf8",
});
for (const file of listed
  .trim()
  .split("\n")
  .filter((each) => existsSync(join(root, each)))) {
  const name = basename(file, ".test.ts");
  tests.set(name, (tests.get(name) ?? "") + readFileSync(join(root, file), "utf8"));
}

interface Row {
  readonly topic: string;
  readonly verdict: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

const rows = [...page.matchAll(/^\| (.*) \|$/gm)]
  .map(([, cells]) => cells!.split("|").map((cell) => cell.trim()))
  .filter(([topic]) => topic !== "topic")
  .map(([topic = "", verdict = "", reason = "", evidence = ""]): Row => {
    return { topic, verdict, reason, evidence: evidence.split("; ") };
  });

/** Whether what a row names is there: `file › title`, `file`, a path, a decision or a page, whose link another test follows. */
function isThere(evidence: string): boolean {
  const decision = /^decision (\d+)$/.exec(evidence)?.[1];
  if (decision)
    return readdirSync(join(root, "docs/decisions")).some((name) => Number(name.slice(0, 4)) === Number(decision));
  if (evidence.startsWith("fixtures/")) return existsSync(join(root, evidence));
  if (/^\[[^\]]+\]\([^)]+\)$/.test(evidence)) return true;
  const [file = "", title] = evidence.split(" › ");
  const text = tests.get(file);
  return text !== undefined && (title === undefined || isTitle(title, text));
}

/** Titles are quoted from their beginning, so that no other text of the file is taken for one. */
function isTitle(title: string, text: string): boolean {
  return [`"${title.replaceAll('"', '\\"')}`, `'${title}`, `\`${title}`].some((each) => text.includes(each));
}

test("what is no test is noticed", () => {
  const notThere = ["nowhere", "fixtures/nowhere", "decision 999"];
  const noTitle = ["template-agreement › no such title", "init › what to do"]; // it is the end of one
  const missing = [...notThere, ...noTitle];
  expect(missing.filter(isThere)).toEqual([]);
});

test("every row has a verdict, and what differs a reason", () => {
  expect(rows.length).toBeGreaterThan(250);
  expect(rows.filter(({ verdict }) => !["same", "differs", "not supported"].includes(verdict))).toEqual([]);
  expect(rows.filter(({ verdict, reason }) => verdict !== "same" && reason === "")).toEqual([]);
});

test("what a row names is there", () => {
  expect(
    rows.flatMap(({ topic, evidence }) => evidence.filter((each) => !isThere(each)).map((each) => `${topic}: ${each}`)),
  ).toEqual([]);
});
