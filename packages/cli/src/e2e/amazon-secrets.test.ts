import { readFileSync } from "node:fs";
import { deny } from "@ingot/testing";
import { keysOf, newAccount } from "./amazon.test-fixtures.js";
import { atAmazon } from "./amazon-suite.test-fixtures.js";
import { leaksIn } from "./amazon-sweep.test-fixtures.js";
import { template } from "./amazon-template.test-fixtures.js";
import { bin, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(300_000);

const inTemplate = "tEmPlAtE/secretAccessKey+0123456789abcde";
const token = "sEsSiOn+token/0123456789";

const literal = `access_key = "AKIATEMPLATETEMPLATE"\n  secret_key = "${inTemplate}"`;

atAmazon("keys of Amazon's", (amazon) => {
  /** Builds with the log on, and gives what stands anywhere of the secrets. */
  async function leaksOf(flags: readonly string[], keys: string, failing: boolean): Promise<readonly string[]> {
    const { moto, sshd } = amazon;
    const text = template(sshd.port, `ami_name = "image of a test"\n  ${keys}`);
    using place = workplace({ "t.pkr.hcl": text });
    const rules = failing ? [{ action: "CreateImage", times: Number.POSITIVE_INFINITY, fault: deny }] : [];
    await using proxy = await newAccount(moto, { rules, authorizedKeys: keysOf(sshd) });
    const log = { PACKER_LOG: "1", PACKER_LOG_PATH: place.path("log") };
    const env = { ...proxy.env, ...log, AWS_SESSION_TOKEN: token };
    const { code, out, err } = await place.start(process.execPath, [bin, "build", ...flags, "t.pkr.hcl"], env).ended;
    expect({ code, said: code === (failing ? 1 : 0) ? "" : out + err }).toEqual({ code: failing ? 1 : 0, said: "" });
    expect(readFileSync(place.path("log"), "utf8")).toContain("amazon-ebs.x");
    place.write({ "t.pkr.hcl": "" });
    return leaksIn({ place, proxy }, [inTemplate, token], out, err);
  }

  test.each([
    ["environment", [], "", false],
    ["template", ["--json"], literal, false],
    ["template", ["-machine-readable"], literal, true],
    ["environment", ["--json"], "", true],
  ] as const)("of the %s stand in no output, log or journal of build %j", async (_source, flags, keys, failing) => {
    expect(await leaksOf(flags, keys, failing)).toEqual([]);
  });
});
