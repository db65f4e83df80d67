import type { FieldReference } from "@ingot/core";
import { Source } from "@ingot/hcl";
import { upgradeToHcl } from "./upgrade-template.js";

const plain = { default: undefined, description: "", secret: false, fields: [], required: false } as const;
const list = (name: string): FieldReference => ({ ...plain, name, kind: "argument", type: "list(string)" });

async function dockerTag(options: object): Promise<string> {
  const template = { builders: [{ type: "null" }], "post-processors": [{ type: "docker-tag", ...options }] };
  const { text } = await upgradeToHcl(new Source("a.json", JSON.stringify(template)), {
    fieldsOf: async (_kind, type) => (type === "docker-tag" ? [list("tag"), list("tags")] : undefined),
  });
  return /"docker-tag" \{\n([\s\S]*?)^ {2}\}\n/m.exec(text!)![1]!.replace(/^ {4}/gm, "");
}

test.each([
  [{ tag: "a" }, 'tags = ["a"]\n'],
  [{ tag: "a,b" }, 'tags = ["a", "b"]\n'],
  [{ tag: ["a", "b"] }, 'tags = ["a", "b"]\n'],
  [{ tag: ["a"], tags: ["b"] }, 'tag  = ["a"]\ntags = ["b"]\n'],
])("%j has the new name, where that is free", async (options, expected) => {
  expect(await dockerTag(options)).toBe(expected);
});
