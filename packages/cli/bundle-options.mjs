import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What `packages/hcl/src/functions/lazy-module.ts` loads at run time: each becomes a file of its own beside the bundle. */
const libraries = ["decimal.js", "yaml", "re2js", "iconv-lite", "bcryptjs"];
const fromHcl = createRequire(new URL("../hcl/package.json", import.meta.url));

const fromHttp = createRequire(new URL("../clients/http/package.json", import.meta.url));

/** What a component imports when it is used, likewise. */
const fromSsh = createRequire(new URL("../communicators/ssh/package.json", import.meta.url));
const ofComponents = {
  "node-ssh": fromSsh.resolve("node-ssh"),
  socks: fromSsh.resolve("socks"),
  ssh2: fromSsh.resolve("ssh2"),
  "http-proxy-agent": fromHttp.resolve("http-proxy-agent"),
  "https-proxy-agent": fromHttp.resolve("https-proxy-agent"),
  send: createRequire(new URL("../clients/http-server/package.json", import.meta.url)).resolve("send"),
};

/** Too large for everybody: it is installed beside the bundle, or left out by those who do not need it. */
const optional = ["@ingot/client-aws-ecr", "@ingot/client-aws-secrets-manager"];

/** Likewise Amazon's SDK: it is found by the way of the packages that need it. */
const lazySdk = {
  name: "lazy-sdk",
  setup(build) {
    build.onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ path }) => ({ path, namespace: "sdk" }));
    build.onLoad({ filter: /.*/, namespace: "sdk" }, ({ path }) => ({ contents: loadOfSdk(path) }));
  },
};

const missingSdk =
  "Amazon's SDK is not installed. It comes with the package @ingot/builder-amazon, an optional dependency of ingot: install that beside it.";

const loadOfSdk = (path) => `
const { createRequire } = require("node:module");
try {
  const load = ["@ingot/builder-amazon", "@ingot/client-aws"].reduce(
    (from, name) => createRequire(from.resolve(name + "/package.json")), createRequire(__filename));
  module.exports = load("${path}");
} catch (cause) {
  throw cause.code === "MODULE_NOT_FOUND" ? new Error(${JSON.stringify(missingSdk)}, { cause }) : cause;
}`;

/** Compiled for one machine, and used where they were: who asks for them does without where they were not. */
const compiled = ["cpu-features"];

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
    build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path).split("/node_modules/").pop(),
      external: true,
    }));
    build.onResolve({ filter: /^[a-z0-9-]+$/ }, ({ path }) =>
      Object.hasOwn(ofComponents, path) ? { path: `./${path}.cjs`, external: true } : undefined,
    );
  },
};

const entry = new URL("dist/bin.js", import.meta.url).pathname;

/** What the shipped bundle and the analysis of its parts have in common. */
export const commonOptions = {
  entryPoints: {
    ingot: entry,
    ...Object.fromEntries(libraries.map((name) => [name, fromHcl.resolve(name)])),
    ...ofComponents,
  },
  bundle: true,
  conditions: ["@ingot/modules", "module"], // a part of the language is loaded when it is needed, not its bundle
  external: [...optional, ...compiled],
  platform: "node",
  target: "node20.19",
  minify: true,
  metafile: true,
  logLevel: "warning",
  plugins: [lazyLibraries, lazySdk],
};
