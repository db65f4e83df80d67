import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DiagnosticJson } from "@ingot/core";
import { byPacker, type Files, type Left, leftIn } from "./agreement.test-fixtures.js";
import { ingot } from "./in-process.test-fixtures.js";
import { workplace } from "./ingot.test-fixtures.js";

export const folder = join(__dirname, "../../../../fixtures/differential");

/**
 * A template, or a folder of files that are one. Its header, the comment that it begins with, says what becomes of it:
 * it "builds", it is valid and its build "fails", it is "valid" and building it would need a machine, or it is "refused at"
 * the places and with the summaries that follow. After a semicolon stands what Packer 1.6.6 makes of it otherwise, and why.
 */
export interface Specimen {
  /** As `variables/list.pkr.hcl` or `folders/three-files`. */
  readonly name: string;
  readonly files: Files;
  /** What the command line is given. */
  readonly path: string;
  readonly outcome: string;
  /** What packer makes of it, where that is something else. */
  readonly packer: PackerNote | undefined;
}

/** A difference that is wanted. */
export interface PackerNote {
  readonly verb: "accepts it" | "refuses it" | "builds otherwise";
  readonly reason: string;
}

/** All of them, in the order of their names. */
export const readSpecimens = (): readonly Specimen[] =>
  readdirSync(folder)
    .sort()
    .flatMap((feature) =>
      readdirSync(join(folder, feature))
        .sort()
        .map((name) => `${feature}/${name}`),
    )
    .filter((name) => !name.endsWith(".txt"))
    .map(readSpecimen);

const main = "main.pkr.hcl";
const isFolder = (name: string) => !/\.(hcl|json)$/.test(name);
const headerPattern = /^\uFEFF?(?:# |\{ "\/\/": ")(.*?)(?:",)?$/m;

function readSpecimen(name: string): Specimen {
  const files = isFolder(name) ? filesIn(join(folder, name)) : { [name.split("/")[1]!]: textOf(name) };
  const path = isFolder(name) ? "." : name.split("/")[1]!;
  const [, header = ""] = headerPattern.exec(files[main] ?? files[path]!) ?? [];
  const [outcome = "", verb, reason] = header.split(/; packer (accepts it|refuses it|builds otherwise): /);
  const packer = verb && reason ? { verb: verb as PackerNote["verb"], reason } : undefined;
  return { name, files, path, outcome, packer };
}

const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

function filesIn(directory: string): Files {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = entries.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

export const isBuilt = ({ outcome }: Specimen) => outcome === "builds" || outcome === "fails";

/** What Ingot makes of it, in the words of a header, and what its build left. */
export async function observed({
  files,
  path,
  outcome,
}: Specimen): Promise<{ outcome: string; left: Left | undefined }> {
  using place = workplace(files);
  const env = { HOME: place.path("home"), TMPDIR: place.path("tmp") };
  const validated = await ingot(place.directory, env, "validate", "--json", path);
  if (validated.code !== 0) return { outcome: refusal(validated.out, path), left: undefined };
  if (outcome === "valid") return { outcome, left: undefined };
  const { code } = await ingot(place.directory, env, "build", "-parallel-builds=1", path);
  return { outcome: code === 0 ? "builds" : "fails", left: leftIn(place, code) };
}

function refusal(lines: string, path: string): string {
  const said = lines
    .trim()
    .split("\n")
    .map((line): { diagnostic: DiagnosticJson } => JSON.parse(line));
  const errors = said.filter(({ diagnostic }) => diagnostic.severity === "error");
  return `refused at ${errors.map(({ diagnostic }) => placeText(diagnostic, path)).join(" and at ")}`;
}

function placeText({ summary, subject }: DiagnosticJson, path: string): string {
  if (!subject) return summary;
  const { line, column } = subject.start;
  const file = [path, main].includes(subject.file) ? "" : `${subject.file}:`;
  return `${file}${line}:${column}: ${summary}`;
}

/** Packer's outcome for the same files. */
export const packerLeft = (specimen: Specimen): Promise<Left & { readonly said: string }> =>
  byPacker({
    files: specimen.files,
    args: isBuilt(specimen) ? ["build", "-parallel-builds=1", specimen.path] : ["validate", specimen.path],
  });

/** Puts into the header what was observed; what is said of packer stays. */
export function record({ name, files, path, outcome }: Specimen, seen: string): void {
  const file = files[main] === undefined ? path : main;
  const text = files[file]!.replace(headerPattern, (line, header: string) =>
    line.replace(header, () => seen + header.slice(outcome.length)),
  );
  writeFileSync(join(folder, isFolder(name) ? name : dirname(name), file), text);
}
