import { fakeBuild, fakePlan, fakeProvisioner, loaderOf } from "@ingot/testing";
import * as z from "zod";
import { block, blocks, secretText } from "../config/fields.js";
import { describePlan } from "./describe-plan.js";
import { buildWith, fakeComponents, goodPlan } from "./plan.test-fixtures.js";

const rich = fakeProvisioner({
  type: "rich",
  config: z.object({
    text: z.string().optional(),
    env: z.record(z.string(), z.string()).default({}),
    list: z.array(z.string()).default([]),
    password: secretText(z.string().optional()),
    login: block(z.object({ user: z.string(), key: secretText(z.string().optional()) })).optional(),
    change: blocks(z.object({ path: z.string() })),
  }) as never,
});

const components = [...fakeComponents, loaderOf(rich)];

async function describeProvisioner(body: string, head = "") {
  const plan = await goodPlan(buildWith(`  provisioner "rich" {\n${body}\n  }`) + head, { components });
  return describePlan(plan).builds[0]!.provisioners[0]!;
}

test("builds come after those that they need, with what runs in them", async () => {
  const [one, two] = [fakeBuild("one"), fakeBuild("two", { provisioners: [{}] })];
  const { builds } = describePlan(
    fakePlan([one, two], {
      nodes: [
        { id: "fake.two", needs: [] },
        { id: "fake.one", needs: ["fake.two"] },
      ],
    }),
  );
  expect(builds.map(({ name, needs }) => [name, needs])).toEqual([
    ["fake.two", []],
    ["fake.one", ["fake.two"]],
  ]);
  expect(builds[0]!.provisioners.map(({ type }) => type)).toEqual(["fake"]);
});

test("what a block says of itself, and where it stands", async () => {
  const body =
    '  provisioner "fake" {\n    name = "first"\n    message = "m"\n    pause_before = "1s"\n    timeout = "2m"\n    max_retries = 3\n    continue_on_error = true\n  }\n  error-cleanup-provisioner "fake" {\n    message = "end"\n  }\n  post-processors {\n    post-processor "manifest" {\n      name = "list"\n      target = "t"\n      keep_input_artifact = true\n    }\n    post-processor "fake" {\n      target = "t"\n    }\n  }';
  const { builds } = describePlan(await goodPlan(buildWith(body)));
  const nothing = { arguments: {}, unknown: [], sensitive: [] };
  const target = { ...nothing, arguments: { target: "t" } };
  const at = (line: number) => ({ file: "main.pkr.hcl", line });
  expect(builds).toEqual([
    {
      name: "fake.one",
      needs: [],
      reasons: [],
      source: { name: "one", type: "fake", at: at(1), ...nothing },
      provisioners: [
        {
          ...{ name: "first", type: "fake", at: at(5), ...nothing, arguments: { message: "m" } },
          ...{ pauseBefore: 1000, timeout: 120_000, maxRetries: 3, continueOnError: true },
        },
      ],
      errorCleanup: {
        ...{ type: "fake", at: at(13), ...nothing, arguments: { message: "end" }, maxRetries: 0 },
        continueOnError: false,
      },
      postProcessors: [
        [
          { name: "list", type: "manifest", at: at(17), ...target, keepInput: true },
          { type: "fake", at: at(22), ...target },
        ],
      ],
    },
  ]);
});

test("what only a run will know stands as unknown, and its path is told", async () => {
  const described = await describeProvisioner(
    '    text = "id ${build.ID}"\n    list = ["a", build.Host]\n    env = { host = build.Host, fixed = "x" }\n    change {\n      path = build.ID\n    }',
  );
  expect(described.arguments).toEqual({
    text: "<unknown>",
    list: ["a", "<unknown>"],
    env: { host: "<unknown>", fixed: "x" },
    change: [{ path: "<unknown>" }],
  });
  expect(described.unknown).toEqual([["text"], ["list", 1], ["env", "host"], ["change", 0, "path"]]);
  expect(described.sensitive).toEqual([]);
});

test("secrets are hidden: marked values, their texts elsewhere, and what a component says is one", async () => {
  const described = await describeProvisioner(
    '    text = var.s\n    list = ["a hush b"]\n    password = "plain"\n    login {\n      user = "me"\n      key = "k"\n    }',
    '\nvariable "s" {\n  default = "hush"\n  sensitive = true\n}\n',
  );
  expect(described.arguments).toEqual({
    text: "<sensitive>",
    list: ["a <sensitive> b"],
    password: "<sensitive>",
    login: { user: "me", key: "<sensitive>" },
  });
  expect(described.sensitive).toEqual([["text"], ["password"], ["login", "key"]]);
});

test("what is not set is left out, and what is empty is not", async () => {
  expect((await describeProvisioner("    text = null\n    list = []")).arguments).toEqual({ list: [] });
});

test("it is JSON as it stands", async () => {
  const description = describePlan(await goodPlan(buildWith('  provisioner "fake" {\n    message = "m"\n  }')));
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
});
