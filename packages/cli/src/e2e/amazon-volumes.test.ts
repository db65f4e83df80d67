import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AwsProxy } from "@ingot/testing";
import { keysOf, newAccount } from "./amazon.test-fixtures.js";
import { atAmazon } from "./amazon-suite.test-fixtures.js";
import { bin, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000);

const page = (name: string) => readFileSync(join(__dirname, "../../../../docs", name), "utf8");

/** The templates of a page, by the names that their first lines give them. */
const templates = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...page(name).matchAll(/```hcl\n# (\S+)\n([\s\S]*?)```/g)].map(([, file, text]) => [file!, text!]),
  );

test.each(["amazon-volumes.md", "amazon-import.md"])("the templates of %s are valid", async (name) => {
  const files = templates(name);
  using place = workplace(files);
  expect(Object.keys(files).length).toBeGreaterThan(0);
  for (const file of Object.keys(files))
    expect(await place.ingot("validate", file)).toMatchObject({
      code: 0,
      out: "The configuration is valid.\n",
      err: "",
    });
});

atAmazon("at Amazon", (amazon) => {
  /** As the page has it, but for where the instance is. */
  async function build(file: string): Promise<readonly string[]> {
    const { moto, sshd } = amazon;
    const reached = `ssh_host = "127.0.0.1"\n  ssh_port = ${sshd.port}\n  ssh_username = "${sshd.user}"`;
    using place = workplace({ [file]: templates("amazon-volumes.md")[file]!.replace(/ssh_username .*/, reached) });
    await using proxy = await newAccount(moto, { authorizedKeys: keysOf(sshd) });
    const { code, out, err } = await place.start(process.execPath, [bin, "build", file], proxy.env).ended;
    expect({ code, said: code === 0 ? "" : out + err }).toEqual({ code: 0, said: "" });
    return left(proxy);
  }

  /** What is left, and what of it carries a run's mark. */
  async function left(proxy: AwsProxy): Promise<readonly string[]> {
    const things = await proxy.inventory();
    return things.map(({ kind, tags }) => (tags["ingot:run"] ? `${kind} of a run` : kind)).sort();
  }

  test("a system from scratch is an image of one snapshot", async () => {
    expect(await build("scratch.pkr.hcl")).toEqual(["image", "snapshot", "snapshot"]); // one is moto's own
  });

  test("a volume with data stays, and a snapshot of another", async () => {
    expect(await build("data.pkr.hcl")).toEqual(["snapshot", "volume"]);
  });
});
