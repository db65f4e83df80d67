import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One import statement: which file asks for what, and whether only for types. */
export interface Import {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const importStatement =
  /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

export function listSources(root: string): string[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ":(glob)packages/**/src/**/*.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  return listed
    .trim()
    .split("\n")
    .filter((file) => existsSync(join(root, file)));
}

export function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(importStatement)].map(([, type, named, dynamic]) => ({
    file,
    specifier: (named ?? dynamic)!,
    typeOnly: type !== undefined,
  }));
}

/** The file that a relative import means, relative to the root; undefined for packages. */
export function targetOf({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  return join(dirname(file), specifier).replace(/\.js$/, ".ts");
}

/** The folder of the package that a file belongs to: "packages/builders/null". */
export const packageOf = (file: string): string => file.slice(0, file.indexOf("/src/"));

/** The first circle among `edges`, as the path that closes it. */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    const at = path.indexOf(node);
    if (at !== -1) return [...path.slice(at), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
}
