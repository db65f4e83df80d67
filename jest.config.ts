/** @jest-config-loader esbuild-register */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "jest";

/** Every package's entries, as sources: tests need no build. */
function sourcesOfPackages(): Record<string, string> {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", ":(glob)packages/**/package.json"], {
    cwd: __dirname,
    encoding: "utf8",
  });
  return Object.fromEntries(listed.trim().split("\n").flatMap(entriesOf));
}

function entriesOf(path: string): [string, string][] {
  const { name, exports } = JSON.parse(readFileSync(join(__dirname, path), "utf8"));
  return Object.entries<{ default?: string }>(exports)
    .filter(([, target]) => target.default)
    .map(([entry, target]) => [
      `^${name}${entry.slice(1)}$`,
      join(__dirname, dirname(path), target.default!.replace(/^\.\/dist\/(bundle\/)?/, "src/").replace(/\.js$/, ".ts")),
    ]);
}

/** Published as ES modules only; jest runs CommonJS. */
const esmOnly = ["p-limit", "yocto-queue"];

const config: Config = {
  testMatch: ["<rootDir>/packages/**/src/**/*.test.ts", "<rootDir>/bench/**/*.test.ts"],
  transform: {
    "\\.[tj]s$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, sourceMaps: "inline" }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join("|")})/)`],
  moduleNameMapper: { ...sourcesOfPackages(), "^(\\.{1,2}/.*)\\.js$": "$1" },
  modulePathIgnorePatterns: ["<rootDir>/packages/.*/dist/"],
  runtime: "<rootDir>/.ci/concurrent-runtime.cjs",
  maxWorkers: "100%", // tests wait for machines more than they compute
  randomize: true,
  testTimeout: 30_000, // machines are shared; a hang is still noticed
  reporters: ["default", "<rootDir>/.ci/count-reporter.cjs"],
  workerIdleMemoryLimit: "512MB",
};

export default config;
