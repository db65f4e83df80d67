import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const packages = resolve(__dirname, "../../..");

/** The sources that names of packages stand for: a test needs no build. */
const sources = {
  "@ingot/client-oci-image": "clients/oci-image/src/index.ts",
  "@ingot/core/plugin": "core/src/plugin.ts",
  "@ingot/core": "core/src/index.ts",
  "@ingot/hcl/duration": "hcl/src/functions/duration.ts",
  "@ingot/hcl/reason": "hcl/src/reason.ts",
  "@ingot/hcl": "hcl/src/index.ts",
  "@ingot/testing": "testing/src/index.ts",
};

/** Makes one file of a script beside the tests, to be run by a Node.js process of its own. Returns its path. */
export function bundleScript(name: string, directory: string): string {
  const outfile = join(directory, `${name}.cjs`);
  const alias = Object.fromEntries(Object.entries(sources).map(([key, path]) => [key, join(packages, path)]));
  buildSync({
    entryPoints: [join(__dirname, name)],
    outfile,
    alias,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    logLevel: "error",
  });
  return outfile;
}
