import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const secret = "hunter2-Süß+/&'quoted'";

const template = `
variable "password" {
  type      = string
  sensitive = true
}
locals {
  derived = "user:\${var.password}"
  encoded = base64encode(local.derived)
}
source "null" "x" { communicator = "none" }
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    environment_vars = ["PASSWORD=\${var.password}"]
    inline = [
      "echo plain $PASSWORD",
      "echo error $PASSWORD >&2",
      "printf %s \\"$PASSWORD\\" | base64",
      "echo \${local.encoded}",
      "exit 3",
    ]
  }
  post-processor "manifest" {
    custom_data = { password = var.password }
  }
}
`;

/** Everything below a folder, as one text. */
function allText(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? allText(path) : readFileSync(path, "latin1")))
    .join("\n");
}

const forms = [
  secret,
  Buffer.from(secret).toString("latin1"),
  Buffer.from(secret).toString("base64"),
  Buffer.from(`user:${secret}`).toString("base64"),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];

const build = (place: Workplace, ...flags: string[]) =>
  place.start(process.execPath, [join(__dirname, "../../bin/ingot.cjs"), "build", ...flags, "a.pkr.hcl"], {
    PKR_VAR_password: secret,
  }).ended;

test.each([[[]], [["-machine-readable"]], [["--json"]], [["-debug"]]])(
  "a sensitive value is in no output of build %j",
  async (flags) => {
    using place = workplace({ "a.pkr.hcl": template });
    const { code, out, err } = await build(place, ...flags);
    expect(code).toBe(1);
    expect(out).toContain("plain <sensitive>");
    const leaked = allText(place.directory).replace(template, "") + out + err;
    for (const form of forms) expect(leaked).not.toContain(form);
  },
);

test("the manifest holds no sensitive value", async () => {
  using place = workplace({ "a.pkr.hcl": template.replace('"exit 3",', "") });
  expect(await build(place)).toMatchObject({ code: 0 });
  expect(JSON.parse(place.read("packer-manifest.json")).builds[0].custom_data).toEqual({ password: "<sensitive>" });
});

test("inspect hides it, and so does a diagnostic that quotes its line", async () => {
  using place = workplace({
    "a.pkr.hcl": `
variable "password" {
  type      = string
  sensitive = true
  default   = "hunter2hunter2"
}
variable "length" {
  type    = number
  default = "hunter2hunter2"
}
`,
  });
  for (const command of ["inspect", "validate", "build"]) {
    const { out, err } = await place.ingot(command, "a.pkr.hcl");
    expect(out + err).not.toContain("hunter2hunter2");
  }
});
