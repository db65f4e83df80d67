#!/usr/bin/env node
// The launcher: it exists before the first build, so that npm can link it.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { loadBundle, readCache } = require("./load-bundle.cjs");

const file = join(__dirname, "../dist/bundle/ingot.cjs");
if (existsSync(file)) {
  loadBundle(file, readCache(file)).bundle.run();
} else {
  process.stderr.write('Error: ingot is not built yet. Run "npm run build" in its repository.\n');
  process.exitCode = 1;
}
