import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ingot } from "./in-process.test-fixtures.js";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

export type Files = Readonly<Record<string, string>>;

/** What a run leaves for its user: whether it was well, and the files it made, changed or took away. */
export interface Left {
  readonly ok: boolean;
  readonly files: Files;
}

export interface Setting {
  readonly files: Files;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Both programs' own folders, and what no two runs have in common. */
const ownFolders = new Set(["home", "tmp", "packer_cache"]);

function filesOf(place: Workplace): Files {
  const names = readdirSync(place.directory, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.directory.length + 1))
    .filter((name) => !ownFolders.has(name.split("/")[0]!));
  return Object.fromEntries(names.sort().map((name) => [name, contentOf(place, name)]));
}

/** Archives differ in their times and owners, manifests in times and run ids; that they are there is what matters. */
function contentOf(place: Workplace, name: string): string {
  if (/\.(gz|zip)$/.test(name)) return "(archive)";
  const text = readFileSync(place.path(name), "utf8").replaceAll(place.directory, "DIRECTORY");
  return name.startsWith("manifest")
    ? text
        .replace(/(\.gz",\s+"size": )\d+|("build_time": )\d+|("(?:packer|last)_run_uuid": )"[^"]*"/g, "$1$2$3-")
        .trimEnd()
    : text;
}

async function leftBy(
  { files }: Setting,
  run: (place: Workplace) => Promise<Pick<Ended, "code" | "out" | "err">>,
): Promise<Left & { readonly said: string }> {
  using place = workplace(files);
  const { code, out, err } = await run(place);
  return { ...leftIn(place, code), said: `${out}${err}` };
}

export const leftIn = (place: Workplace, code: number | null): Left => ({ ok: code === 0, files: filesOf(place) });

export const byPacker = (setting: Setting) =>
  leftBy(setting, (place) => place.start("packer", setting.args, { ...setting.env, PACKER_NO_COLOR: "1" }).ended);

export const byIngot = (setting: Setting) =>
  leftBy(setting, (place) => ingot(place.directory, { ...place.env, ...setting.env }, ...setting.args));

/** Runs both in folders of their own; that what they leave is equal, is asserted. */
export async function agree(setting: Setting): Promise<Left> {
  const [packer, ingot] = await Promise.all([byPacker(setting), byIngot(setting)]);
  const seen = (left: typeof packer) => ({ ok: left.ok, files: left.files });
  expect({ ...seen(ingot), said: ingot.said }).toEqual({ ...seen(packer), said: ingot.said });
  return seen(ingot);
}
