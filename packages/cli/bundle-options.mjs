import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** What `packages/hcl/src/functions/lazy-module.ts` loads at run time: each becomes a file of its own beside the bundle. */
const libraries = ["decimal.js", "yaml", "re2js", "iconv-lite", "bcryptjs"];
const fromHcl = createRequire(new URL("../hcl/package.json", import.meta.url));

const lazyLibraries = {
  name: "lazy-libraries",
  setup(build) {
    build.onLoad({ filter: /functions\/lazy-module\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const withoutLoad = text.replace(/^.*(import\.meta|from "node:module").*$/gm, "");
      const withBuiltIns = withoutLoad.replace(/load\("(node:[^"]+)"\)/g, 'require("$1")');
      return { contents: withBuiltIns.replace(/load\("([^"]+)"\)/g, 'require("./$1.cjs")') };
    });
    build.onResolve({ filter: /^\.\/.*\.cjs$/ }, ({ path }) =>
      libraries.some((name) => path === `./${name}.cjs`) ? { path, external: true } : undefined,
    );
  },
};

const entry = new URL("dist/bin.js", import.meta.url).pathname;

/** What the shipped bundle and the analysis of its parts have in common. */
export const commonOptions = {
  entryPoints: { ingot: entry, ...Object.fromEntries(libraries.map((name) => [name, fromHcl.resolve(name)])) },
  bundle: true,
  platform: "node",
  target: "node20.19",
  minify: true,
  metafile: true,
  logLevel: "warning",
  plugins: [lazyLibraries],
};
