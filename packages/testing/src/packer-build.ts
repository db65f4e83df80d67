import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Packer is to do: its `file` builder makes `target`, then come the blocks, written `{ type: settings }`. */
export interface PackerBuild {
  /** The source's label. Default "one". */
  readonly name?: string;
  readonly target: string;
  readonly content: string;
  readonly provisioners?: readonly Readonly<Record<string, object>>[];
  /** One chain. */
  readonly postProcessors?: readonly Readonly<Record<string, object>>[];
}

export interface PackerResult {
  readonly status: number | null;
  /** `ui` lines by level: what Packer itself says, and what programs print. Without the build's name. */
  readonly said: readonly string[];
  readonly printed: readonly string[];
  readonly errors: readonly string[];
}

/** Runs Debian's `packer` in `directory`, as the reference for behaviour. Use it within `requires("packer", "packer")`. */
export function packerBuild(directory: string, build: PackerBuild): PackerResult {
  const scratch = mkdtempSync(join(tmpdir(), "ingot-packer-"));
  try {
    const template = join(scratch, "reference.pkr.json");
    writeFileSync(template, JSON.stringify(templateOf(build)));
    const env = { PATH: process.env.PATH, HOME: scratch, TMPDIR: scratch, CHECKPOINT_DISABLE: "1" };
    const options = { cwd: directory, env, encoding: "utf8", maxBuffer: 1 << 28 } as const;
    const { status, stdout } = spawnSync("packer", ["build", "-machine-readable", template], options);
    return { status, ...linesByLevel(stdout) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function linesByLevel(output: string): Omit<PackerResult, "status"> {
  const lines = output.split("\n").flatMap(parseLine);
  const ofLevel = (level: string) => lines.filter((line) => line.level === level).map((line) => line.text);
  return { said: ofLevel("say"), printed: ofLevel("message"), errors: ofLevel("error") };
}

const templateOf = ({ name = "one", target, content, provisioners = [], postProcessors = [] }: PackerBuild) => ({
  source: { file: { [name]: { target, content } } },
  build: {
    sources: [`source.file.${name}`],
    ...(provisioners.length > 0 && { provisioner: provisioners }),
    ...(postProcessors.length > 0 && { "post-processors": { "post-processor": postProcessors } }),
  },
});

/** `time,target,ui,level,text`, where a comma within the text is written `%!(PACKER_COMMA)`. */
function parseLine(line: string): { level: string; text: string }[] {
  const [, , kind, level = "", ...rest] = line.split(",");
  if (kind !== "ui") return [];
  const text = rest.join(",").replaceAll("%!(PACKER_COMMA)", ",").replaceAll("\\n", "\n");
  return [{ level, text: text.replace(/^(==>|--> | {3}) ?[\w.-]+( \([\w-]+\))?:( |$)/, "") }];
}
