import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Consumer, installConsumer, type Pack, packAll, publishedPackages } from "./consumer.test-fixtures.js";

/** Bundles a copy as `npm pack` bundles the package itself: that one is in use by other tests. */
const packBundled: Pack = ([packed], destination, npm) => {
  const copy = mkdtempSync(join(tmpdir(), "ingot-hcl-"));
  try {
    cpSync(packed!.folder, copy, { recursive: true, filter: (file) => basename(file) !== "node_modules" });
    execFileSync(process.execPath, [join(packed!.folder, "bundle.mjs"), join(copy, "dist")]);
    return packAll([{ ...packed!, folder: copy }], destination, npm);
  } finally {
    rmSync(copy, { recursive: true });
  }
};

/** A project that has installed the language alone, as it is published. */
export function installLanguage(): Consumer {
  return installConsumer(
    publishedPackages().filter(({ manifest }) => manifest.name === "@ingot/hcl"),
    packBundled,
  );
}
