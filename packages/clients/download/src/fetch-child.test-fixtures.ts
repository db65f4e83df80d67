/** Fetches an image in a process of its own. Arguments: a working directory, the address, its checksum. Prints the path. */
import { nodeHost } from "@ingot/core/node-host";
import { testContext } from "@ingot/testing";
import * as z from "zod";
import { fetchIso } from "./fetch-iso.js";
import { isoFields } from "./iso-fields.js";

async function main([cwd = "", iso_url, iso_checksum]: readonly string[]): Promise<void> {
  const run = testContext({ host: nodeHost({ cwd, env: { HOME: cwd }, tempDirectory: cwd }) });
  const path = await fetchIso(z.object(isoFields).parse({ iso_url, iso_checksum }), run);
  await run.close();
  process.stdout.write(path);
}

void main(process.argv.slice(2));
