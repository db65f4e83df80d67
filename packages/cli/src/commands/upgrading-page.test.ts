import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeHost } from "@ingot/core";
import { fencesOf } from "@ingot/testing";
import { workplace } from "../e2e/ingot.test-fixtures.js";
import { main } from "../main.js";
import { recordedTerminal } from "../recorded-terminal.test-fixtures.js";

const page = readFileSync(join(__dirname, "../../../../docs/upgrading.md"), "utf8");
const blocks = new Map(fencesOf(page).map(({ info, text }) => [info, text]));

async function run(cwd: string, ...argv: readonly string[]) {
  const terminal = recordedTerminal();
  await main({ argv, host: nodeHost({ cwd, env: {} }), terminal, signal: new AbortController().signal });
  return terminal.written;
}

test("docs/upgrading.md shows what fix prints", async () => {
  using place = workplace({ "old.json": blocks.get("json old.json")! });
  expect((await run(place.directory, "fix", "old.json")).out).toBe(blocks.get("json fixed"));
});

test("and what hcl2_upgrade writes, which is valid", async () => {
  using place = workplace({ "web.json": blocks.get("json web.json")! });
  await run(place.directory, "hcl2_upgrade", "web.json");
  expect(place.read("web.json.pkr.hcl")).toBe(blocks.get("hcl web.json.pkr.hcl"));
  const { out, err } = await run(place.directory, "validate", "web.json.pkr.hcl");
  expect({ out, err }).toEqual({ out: "The configuration is valid.\n", err: "" });
});
