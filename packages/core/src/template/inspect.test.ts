import { inspectTemplate } from "./inspect.js";
import { load } from "./load.test-fixtures.js";

async function inspect(text: string): Promise<string> {
  const { template } = await load(text, { allowUnset: true });
  return inspectTemplate(template!)
    .map(({ text: part }) => part)
    .join("\n");
}

/** What `packer inspect` prints for the same file, but for sensitive collections, which it shows in part. */
test("a template of every kind of part", async () => {
  const text = `variable "zeta" {
  default = "z\\"q"
}
variable "alpha" {
  type    = list(string)
  default = ["a", "b"]
}
variable "secret" {
  default   = { a = ["b"], c = 1 }
  sensitive = true
}
variable "unset" {
}
variable "deep" {
  default = [null, 1.5, true, [1, 2], { a = 1 }, [], {}]
}
locals {
  b = "x\${var.secret.c}"
  a = 12
}
source "null" "one" {
}
source "null" "two" {
}
build {
  description = "a thing\\nof two lines"
  sources     = ["source.null.one", "null.two"]
  provisioner "shell-local" {
  }
  provisioner "shell-local" {
    name = "nm"
  }
  post-processor "manifest" {
  }
  post-processors {
    post-processor "manifest" {
      name = "mm"
    }
    post-processor "checksum" {
    }
  }
}
build {
  name    = "named"
  sources = []
}
`;
  expect(await inspect(text)).toBe(
    String.raw`Packer Inspect: HCL2 mode

> input-variables:

var.alpha: "[\n  \"a\",\n  \"b\",\n]"
var.deep: "[\n  null,\n  1.5,\n  true,\n  [\n    1,\n    2,\n  ],\n  {\n    \"a\" = 1\n  },\n  [],\n  {},\n]"
var.secret: "<sensitive>"
var.unset: "<unknown>"
var.zeta: "z\"q"

> local-variables:

local.a: "12"
local.b: "<sensitive>"

> builds:

  > <unnamed build 0>:

  > Description: ` +
      `a thing
of two lines

    sources:

      null.one

      null.two

    provisioners:

      shell-local
      shell-local.nm

    post-processors:

      0:
        manifest

      1:
        manifest.mm
        checksum

  > named:

    sources:

      <no source>

    provisioners:

      <no provisioner>

    post-processors:

      <no post-processor>
`,
  );
});

test("an empty template", async () => {
  expect(await inspect("")).toBe(
    "Packer Inspect: HCL2 mode\n\n> input-variables:\n\n\n> local-variables:\n\n\n> builds:\n",
  );
});
